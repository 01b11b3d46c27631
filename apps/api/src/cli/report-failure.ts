/** Prints the error in one line, and sets the exit code 1. */
export function reportFailure(error: unknown): void {
  // The first line of Prisma's message is a location in its own code; the last one says what has happened.
  console.error((error as Error).message.trim().split('\n').at(-1))
  process.exitCode = 1
}
