import { readdir, readFile } from 'node:fs/promises'
import { PGlite } from '@electric-sql/pglite'
import { expect, test } from 'vitest'

const migrations = new URL('../migrations/', import.meta.url)
const split = '20261129100000_users_and_memberships'

test('[P1] the migration keeps users, sessions, second factors and orders of an older database', async () => {
  const db = await PGlite.create()
  const folders = (await readdir(migrations)).filter(name => /^\d/.test(name)).sort()
  const apply = async (names: string[]) => {
    for (const name of names) await db.exec(await readFile(new URL(`${name}/migration.sql`, migrations), 'utf8'))
  }
  await apply(folders.filter(name => name < split))
  const [tenant, user, session, order] = [1, 2, 3, 4].map(n => `00000000-0000-4000-8000-00000000000${n}`)
  await db.exec(`
    INSERT INTO tenants (id, slug, name) VALUES ('${tenant}', 'acme', 'Acme');
    INSERT INTO users (id, tenant_id, email, name, role, password_hash, membership_version)
      VALUES ('${user}', '${tenant}', 'ada@acme.test', 'Ada', 'owner', 'hash', 7);
    INSERT INTO sessions (id, tenant_id, user_id, client, user_agent, expires_at, ends_at)
      VALUES ('${session}', '${tenant}', '${user}', 'body', '', now() + interval '1 day', now() + interval '2 days');
    INSERT INTO second_factors (user_id, tenant_id, sealed_secret) VALUES ('${user}', '${tenant}', 'sealed');
    INSERT INTO recovery_codes (user_id, hash) VALUES ('${user}', 'code');
    INSERT INTO orders (id, tenant_id, reference, status, customer_name, customer_email, currency, note, total_minor, created_by)
      VALUES ('${order}', '${tenant}', 'ORD-1', 'draft', 'C', 'c@example.com', 'EUR', '', 1, '${user}');
    INSERT INTO order_events (id, tenant_id, order_id, actor_id, action, to_status)
      VALUES ('${order}', '${tenant}', '${order}', '${user}', 'created', 'draft')`)
  await apply(folders.filter(name => name >= split))
  const { rows } = await db.query(`
    SELECT u.email, u.name, u.password_hash, m.role, m.membership_version, s.id AS session, f.sealed_secret, c.hash, e.action
    FROM users u JOIN memberships m ON m.user_id = u.id JOIN tenants t ON t.id = m.tenant_id
    JOIN sessions s ON s.user_id = u.id AND s.member_id = m.id JOIN second_factors f ON f.user_id = u.id
    JOIN recovery_codes c ON c.user_id = u.id JOIN order_events e ON e.actor_id = m.id
    JOIN orders o ON o.created_by = m.id`)
  const person = { email: 'ada@acme.test', name: 'Ada', password_hash: 'hash', role: 'owner', membership_version: 7 }
  expect(rows).toEqual([{ ...person, session, sealed_secret: 'sealed', hash: 'code', action: 'created' }])
  await db.close()
})
