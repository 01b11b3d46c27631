/** Thrown when too much work is waiting already. Answer 503, so that the client tries again later. */
export class TooBusyError extends Error {
  readonly code = 'too-busy'

  constructor() {
    super('too many password checks are waiting')
    this.name = 'TooBusyError'
  }
}

/**
 * Runs at most `running` pieces of work at once and lets at most `waiting` more wait.
 *
 * @returns a function that runs one piece, and rejects with {@link TooBusyError} when the line is full
 */
export function createWorkGate(limits: { readonly running: number; readonly waiting: number }) {
  const line: (() => void)[] = []
  let running = 0
  const leave = () => {
    const next = line.shift()
    if (next) next()
    else running -= 1
  }
  return async function pass<T>(work: () => Promise<T>): Promise<T> {
    if (running < limits.running) running += 1
    else if (line.length < limits.waiting) await new Promise<void>(resolve => line.push(resolve))
    else throw new TooBusyError()
    try {
      return await work()
    } finally {
      leave()
    }
  }
}
