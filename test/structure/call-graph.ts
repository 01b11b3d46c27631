import { globSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import ts from 'typescript'

/** A function or value at the top of a file, or the handler of an endpoint. */
type Part = { file: string; text: string; names: ReadonlySet<string> }

/**
 * What the handlers of endpoints can reach, by the names that occur in them: more than they call, and nothing that they call is
 * missing but what is passed to them as a value.
 */
export function createCallGraph(folder: string) {
  const files = globSync(`${folder}/**/*.ts`, { exclude: ['**/*.test.ts'] })
  const parts = new Map<string, Part>()
  const imported = new Map<string, ReadonlyMap<string, string>>()
  for (const file of files) {
    const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true)
    imported.set(file, importsOf(source, file))
    for (const [name, ...nodes] of partsOf(source, file)) parts.set(name, describe(file, nodes))
  }

  function reach(key: string, found: Map<string, Part>): void {
    const part = parts.get(key)
    if (!part || found.has(key)) return
    found.set(key, part)
    for (const name of part.names) {
      const other = imported.get(part.file)?.get(name) ?? part.file
      reach(`${other}#${name}`, found)
    }
  }

  return {
    /** The texts of the handler of an endpoint and of everything behind it. */
    textsBehind(endpointId: string): string[] {
      const found = new Map<string, Part>()
      reach(endpointId, found)
      return [...found.values()].map(({ text }) => text)
    },
  }
}

function importsOf(source: ts.SourceFile, file: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  for (const statement of source.statements) {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) continue
    const { text } = statement.moduleSpecifier
    const bindings = statement.importClause?.namedBindings
    if (!text.startsWith('.') || !bindings || !ts.isNamedImports(bindings)) continue
    for (const { name } of bindings.elements) found.set(name.text, normalize(join(dirname(file), text)))
  }
  return found
}

/**
 * A handler is a property whose name is the id of an endpoint: `'orders.create': async request => …`. The values of the
 * functions around it belong to it.
 */
function partsOf(source: ts.SourceFile, file: string): [name: string, ...nodes: ts.Node[]][] {
  const found: [string, ...ts.Node[]][] = []
  for (const statement of source.statements) {
    if (ts.isFunctionDeclaration(statement) && statement.name) found.push([`${file}#${statement.name.text}`, statement])
    if (!ts.isVariableStatement(statement)) continue
    for (const { name, initializer } of statement.declarationList.declarations) {
      if (ts.isIdentifier(name) && initializer) found.push([`${file}#${name.text}`, initializer])
    }
  }
  const visit = (node: ts.Node): void => {
    const isHandler = ts.isPropertyAssignment(node) && ts.isStringLiteral(node.name) && node.name.text.includes('.')
    if (isHandler) found.push([node.name.text, node.initializer, ...valuesAround(node)])
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}

function valuesAround(node: ts.Node): ts.Node[] {
  const found: ts.Node[] = []
  for (let outer = node.parent; !ts.isSourceFile(outer); outer = outer.parent) {
    if (ts.isBlock(outer)) found.push(...outer.statements.filter(statement => !ts.isReturnStatement(statement)))
  }
  return found
}

function describe(file: string, nodes: readonly ts.Node[]): Part {
  const names = new Set<string>()
  const visit = (child: ts.Node): void => {
    if (ts.isIdentifier(child)) names.add(child.text)
    ts.forEachChild(child, visit)
  }
  for (const node of nodes) visit(node)
  return { file, text: nodes.map(node => node.getText()).join('\n'), names }
}
