import { randomUUID } from 'node:crypto'
import { createLinkToken } from '@palisade/security/credentials'
import pg from 'pg'

/**
 * The token of a sign-up link, written into the database as the worker writes it: for systems without a worker.
 * @param ownerUrl of the database, with the login of its owner
 */
export async function createSignUpLink(ownerUrl: string, email: string): Promise<string> {
  const { token, hash } = createLinkToken()
  const client = new pg.Client({ connectionString: ownerUrl })
  await client.connect()
  const insert = `INSERT INTO mailed_links (id, purpose, email, token_hash, expires_at)
    VALUES ($1, 'sign-up', $2, $3, now() + interval '1 hour')`
  await client.query(insert, [randomUUID(), email, hash]).finally(() => client.end())
  return token
}
