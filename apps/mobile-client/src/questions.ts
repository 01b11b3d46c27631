import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'

/**
 * Asks on the terminal; what is typed in answer to `askSecretly` is not shown. Without a terminal it is unclear which line
 * answers which question, so variables of the environment answer them, and standard input holds only commands.
 */
export function createQuestions(env: NodeJS.ProcessEnv) {
  const terminal = Boolean(process.stdin.isTTY)
  let isSecret = false
  const output = new Writable({
    write(chunk, _encoding, done) {
      if (!isSecret) process.stdout.write(chunk)
      done()
    },
  })
  const lines = createInterface({ input: process.stdin, output, terminal })
  // Lines that arrive before they are asked for, as from a pipe, are not lost.
  const arrived = lines[Symbol.asyncIterator]()

  async function next(prompt: string): Promise<string | undefined> {
    if (terminal) process.stdout.write(prompt)
    const { value, done } = await arrived.next()
    return done ? undefined : value
  }

  /** @throws Error when standard input ends */
  async function ask(question: string, variable: string): Promise<string> {
    const given = env[variable]
    if (given !== undefined) return given
    if (!terminal) throw new Error(`without a terminal, set ${variable}: ${question}`)
    const answer = await next(`${question}: `)
    if (answer === undefined) throw new Error('nothing was entered')
    return answer
  }

  return {
    ask,
    async askSecretly(question: string, variable: string): Promise<string> {
      isSecret = true
      try {
        return await ask(question, variable)
      } finally {
        isSecret = false
        if (terminal && env[variable] === undefined) process.stdout.write('\n')
      }
    },
    nextCommand: () => next('> '),
    close: () => lines.close(),
  }
}
