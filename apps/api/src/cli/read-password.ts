import { once } from 'node:events'
import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'

/**
 * Reads a password from standard input: its first line, or what a person types without seeing it, twice.
 * @throws Error when the person types two different ones
 */
export async function readPassword(): Promise<string> {
  if (!process.stdin.isTTY) return readLine()
  const password = await ask('Password of the owner: ')
  if ((await ask('Once more: ')) !== password) throw new Error('the passwords do not match')
  return password
}

async function readLine(): Promise<string> {
  let text = ''
  for await (const chunk of process.stdin.setEncoding('utf8')) text += chunk
  return text.split(/\r?\n/, 1)[0] ?? ''
}

async function ask(question: string): Promise<string> {
  process.stderr.write(question)
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
  const lines = createInterface({ input: process.stdin, output: nowhere, terminal: true })
  // Without a handler, Ctrl-C would only end the line.
  lines.once('SIGINT', () => process.exit(130))
  const [line] = await once(lines, 'line')
  lines.close()
  process.stderr.write('\n')
  return line
}
