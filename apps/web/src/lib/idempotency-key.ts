/**
 * One key for one submission: the same body sent again, after a lost answer, carries the same key, so that the server
 * does the work once. A body that was changed is another submission.
 */
export function createIdempotencyKeys(newKey: () => string = () => crypto.randomUUID()): (body: unknown) => string {
  let last = { body: '', key: '' }
  return body => {
    const text = JSON.stringify(body)
    if (last.body !== text) last = { body: text, key: newKey() }
    return last.key
  }
}
