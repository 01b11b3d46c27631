/**
 * The Idempotency-Key of a submission: SHA-256 of the draft's id and the body, in hex. A body sent again after a lost answer
 * carries the same key, even after a reload, so that the server does the work once. Another body, or an equal one of
 * another draft, is another submission.
 */
export async function submissionKey(draftId: string, body: unknown): Promise<string> {
  const bytes = new TextEncoder().encode(draftId + JSON.stringify(body))
  const digest = await crypto.subtle.digest('SHA-256', bytes)
  return Array.from(new Uint8Array(digest), byte => byte.toString(16).padStart(2, '0')).join('')
}
