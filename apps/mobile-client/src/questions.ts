import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'

/** Asks on the terminal. What is typed in answer to `askSecretly` is not shown. */
export function createQuestions() {
  let isSecret = false
  const output = new Writable({
    write(chunk, _encoding, done) {
      if (!isSecret) process.stdout.write(chunk)
      done()
    },
  })
  const terminal = Boolean(process.stdin.isTTY)
  const lines = createInterface({ input: process.stdin, output, terminal })
  // Lines that arrive before they are asked for, as from a pipe, are not lost.
  const answers = lines[Symbol.asyncIterator]()

  async function ask(question: string): Promise<string | undefined> {
    process.stdout.write(question)
    const { value, done } = await answers.next()
    return done ? undefined : value
  }

  return {
    ask,
    async askSecretly(question: string): Promise<string | undefined> {
      isSecret = true
      const answer = await ask(question)
      isSecret = false
      process.stdout.write('\n')
      return answer
    },
    close: () => lines.close(),
  }
}
