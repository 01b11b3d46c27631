import { programs, type Setting, settings } from './setting-list.ts'

const introduction = `# Every setting of Palisade, made by npm run render from packages/service/src/setting-list.ts.
# Copy what you need to .env beside a compose.yaml, or export it. All settings but those of docker compose and npm start
# can also come from a file: NAME_FILE holds the path of a file that contains the value of NAME.
`

/** The text of .env.example: each setting once, below the first program that reads it. */
export function writeEnvExample(): string {
  const entries = Object.entries<Setting>(settings)
  const sections = Object.entries(programs).map(([program, title]) => {
    const own = entries.filter(([, { readBy }]) => readBy[0] === program)
    return [`\n# ---- ${title}\n`, ...own.map(([name, setting]) => describe(name, setting))].join('')
  })
  return introduction + sections.join('')
}

function describe(name: string, setting: Setting): string {
  const { meaning, form, example, readBy } = setting
  const others = readBy.slice(1)
  return `
# ${meaning}.
# Form: ${form}. ${describeDefault(setting)}${others.length ? ` Also read by: ${others.join(', ')}.` : ''}
#${name}=${example}
`
}

function describeDefault({ default: value, whenUnset }: Setting): string {
  if (value !== undefined) return `Default: ${value}.`
  return whenUnset ? `Not set: ${whenUnset}.` : 'Required.'
}
