/** One directive of a rule file, such as `SecRule ARGS "@rx x" "id:1"`, as its name and arguments without their quotes. */
export type Directive = { readonly name: string; readonly args: readonly string[] }

/** Reads a file of ModSecurity rules. Quotes inside an argument keep their backslash, as ModSecurity wants them back. */
export function readDirectives(text: string): Directive[] {
  const withoutComments = text.replace(/^[ \t]*#.*$/gm, '')
  const joined = withoutComments.replace(/\\\r?\n/g, ' ')
  return joined.split('\n').flatMap(line => {
    const [name, ...args] = [...line.matchAll(ARGUMENT)].map(([, quoted, bare]) => quoted ?? bare ?? '')
    return name === undefined ? [] : [{ name, args }]
  })
}

const ARGUMENT = /"((?:[^"\\]|\\.)*)"|([^\s"]+)/g

/** The actions of a rule. Commas inside single quotes part nothing. */
export function readActions(text: string): string[] {
  return [...text.matchAll(ACTION)].map(([action]) => action.trim()).filter(action => action !== '')
}

const ACTION = /(?:[^,'\\]|\\.|'(?:[^'\\]|\\.)*')+/g
