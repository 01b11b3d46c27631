/** A reason not to start that its message explains in full: it is shown as one line, without a stack. */
export class StartError extends Error {}

export function exitWith(error: unknown): never {
  console.error(error instanceof StartError ? error.message : error)
  process.exit(1)
}
