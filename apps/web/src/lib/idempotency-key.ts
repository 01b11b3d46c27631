/**
 * One key for one submission: the same body sent again, after a lost answer, carries the same key, so that the server
 * does the work once. A body that was changed is another submission, and so is one after an answer has come.
 */
export function createIdempotencyKeys(newKey: () => string = () => crypto.randomUUID()) {
  let last = { body: '', key: '' }
  return {
    keyFor(body: unknown): string {
      const text = JSON.stringify(body)
      if (last.body !== text) last = { body: text, key: newKey() }
      return last.key
    },
    /** Call it once the answer has come. */
    forget(): void {
      last = { body: '', key: '' }
    },
  }
}
