import { randomUUIDv7 } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { Database } from '@palisade/db'
import fc from 'fast-check'
import pg from 'pg'
import { beforeAll, expect, test } from 'vitest'
import { describeOnServers } from './servers.ts'

const manyOrders = 4_000

describeOnServers('search in orders', (on, kind) => {
  let db: Database
  let owner: pg.Client

  beforeAll(() => {
    ;({ db, owner } = on)
  })

  const insert = (tenantId: string, customerName: string) =>
    db.forTenant(tenantId, async tx => {
      const id = randomUUIDv7()
      const { id: createdBy } = await tx.membership.findFirstOrThrow({ where: { tenantId }, select: { id: true } })
      const text = { customerName, customerEmail: 'a@example.com', note: '' }
      const order = { id, tenantId, createdBy, reference: id, status: 'draft', currency: 'EUR', totalMinor: 1n }
      await tx.order.create({ data: { ...order, ...text } })
      await tx.indexOrder(id)
      return id
    })
  const search = (tenantId: string, ...words: string[]) => db.readForTenant(tenantId, tx => tx.searchOrders(words, 20))

  test('finds parts of words, whatever their width and normal form', async () => {
    const { acme } = on.tenants
    const id = await insert(acme, 'Rene\u0301e Großmann, 東京支店')
    for (const word of ['ren\u00e9e', 'rene\u0301e', '東', '京支', '東京支店', 'ｇｒｏ', 'ßm']) {
      expect(await search(acme, word), word).toContain(id)
    }
    for (const word of ['京東', 'x東', '%', '_', '\\']) expect(await search(acme, word), word).toEqual([])
  })

  test('finds the orders that contain each word, in any field', async () => {
    const { acme } = on.tenants
    const both = await insert(acme, 'Umbrella stand of walnut')
    const one = await insert(acme, 'Umbrella stand of 50%_beech')
    expect((await search(acme, 'umbrella')).toSorted()).toEqual([both, one].toSorted())
    expect(await search(acme, 'walnut', 'umbrella')).toEqual([both])
    expect(await search(acme, 'of', 'walnut', 'of', 'u')).toEqual([both])
    expect(await search(acme, '0%_b', 'stand')).toEqual([one])
    expect(await search(acme, 'walnut', 'beech')).toEqual([])
  })

  test.each([
    ['Straße 12', ['strasse', 'STRASSE', 'STRAẞE', 'straße', 'aß', 'as']],
    ['STRASSE 12', ['straße', 'Straẞe', 'strasse']],
    ['Οδυσσεύς', ['ΟΔΥΣΣΕΎΣ', 'οδυσσεύσ', 'εύς', 'ΣΣ']],
    ['ΣΑΣ', ['σας', 'σασ', 'ΣΑΣ']],
    ['ᾠδῇ', ['ὨΙΔΗ͂Ι', 'ὠιδῆι', 'ᾨΔῌ͂']],
    ['İstanbul', ['istanbul', 'ISTANBUL', 'i̇stanbul', 'ıstanbul']],
    ['ŉ ǰ և ﬁn', ['ʼN', 'J̌', 'ԵՒ', 'FIN']],
  ])('finds %s in another letter case', async (text, words) => {
    const { acme } = on.tenants
    const id = await insert(acme, text)
    for (const word of words) expect(await search(acme, word), word).toContain(id)
  })

  test('folds the texts of orders that were there before the migration', async () => {
    const { acme } = on.tenants
    const id = await insert(acme, 'Bahnhofstraße')
    await owner.query(`UPDATE search.orders SET folded = 'bahnhofstraße' WHERE order_id = $1`, [id])
    expect(await search(acme, 'bahnhofstrasse')).toEqual([])
    const migration = '../../packages/db/migrations/20261129000210_search_by_words/migration.sql'
    await owner.query(await readFile(new URL(migration, import.meta.url), 'utf8'))
    expect(await search(acme, 'bahnhofstrasse')).toEqual([id])
  })

  test('[S94] finds no order of another tenant', async () => {
    const { acme, globex } = on.tenants
    const id = await insert(globex, 'Quetzalcoatl')
    expect(await search(globex, 'quetzal')).toEqual([id])
    expect(await search(acme, 'quetzal')).toEqual([])
  })

  test('[S94] the role of a tenant cannot write the search index of another tenant', async () => {
    const { acme, globex } = on.tenants
    const id = await insert(globex, 'Xylophon')
    await db.forTenant(acme, tx => tx.indexOrder(id))
    expect(await search(acme, 'xylophon')).toEqual([])
    await expect(
      db.forTenant(
        acme,
        tx => tx.$queryRaw`INSERT INTO search.orders VALUES (${randomUUIDv7()}::uuid, ${globex}::uuid, now(), 'x')`,
      ),
    ).rejects.toThrow(/row-level security/)
  })

  test('no login can assume the role that reads all texts, and that role can read nothing else', async () => {
    const { rows } = await owner.query(`SELECT rolname FROM pg_roles
        WHERE rolname IN ('palisade_api', 'palisade_worker') AND pg_has_role(oid, 'palisade_search', 'MEMBER')`)
    expect(rows).toEqual([])
    const granted = await owner.query(`SELECT table_schema || '.' || table_name AS name, privilege_type
        FROM information_schema.role_table_grants WHERE grantee = 'palisade_search'`)
    expect(granted.rows).toEqual([{ name: 'search.orders', privilege_type: 'SELECT' }])
  })

  test('reads a few pages of the index, as the role of the API, where rare words are among many orders', async () => {
    const { acme } = on.tenants
    await owner.query('SET session_replication_role = replica') // without foreign keys
    await owner.query(
      `INSERT INTO search.orders SELECT gen_random_uuid(), $1, now() - i * interval '1 minute', search.fold(
          'Customer ' || md5(i::text) || E'\\n' || repeat('Please call. ', 20)) FROM generate_series(1, ${manyOrders}) AS i`,
      [acme],
    )
    await owner.query('VACUUM ANALYZE search.orders')
    const { rows: tables } = await owner.query(`SELECT relpages FROM pg_class WHERE oid = 'search.orders'::regclass`)
    await owner.query('BEGIN')
    await owner.query(`SELECT set_config('role', 'palisade_tenant', true), set_config('app.tenant_id', $1, true)`, [
      acme,
    ])
    const pagesRead = async (words: string) => {
      const explain = `EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) SELECT * FROM search.find_orders('${words}', 20)`
      const { Plan: plan } = (await owner.query(explain)).rows[0]['QUERY PLAN'][0]
      return plan['Shared Hit Blocks'] + plan['Shared Read Blocks']
    }
    await pagesRead('first') // reads the catalog as well
    for (const words of ['nowhere', 'zz', '語', 'zz call', 'nowhere 語']) {
      expect(await pagesRead(words), words).toBeLessThan(tables[0].relpages / 2)
    }
    await owner.query('COMMIT')
  })

  test('finds by the index the orders that contain parts of a text, and no others', async () => {
    const { globex } = on.tenants
    const letters = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
    const texts = letters.map(text => text.replaceAll(/[\p{Cc}\p{Cs}\s]/gu, '-'))
    const parts = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 1, max: 12 })), { minLength: 1, maxLength: 3 })
    await fc.assert(
      fc.asyncProperty(texts, parts, async (text, parts) => {
        const id = await insert(globex, text)
        const { rows } = await owner.query('SELECT folded FROM search.orders WHERE order_id = $1', [id])
        const characters = [...rows[0].folded.split('\n')[1]]
        const words = parts.map(([from, length]) => {
          const start = from % characters.length
          return characters.slice(start, start + length).join('')
        })
        const containing = await owner.query(
          `SELECT order_id AS id FROM search.orders WHERE tenant_id = $1
             AND NOT EXISTS (SELECT FROM unnest($2::text[]) AS word WHERE strpos(folded, search.fold(word)) = 0)`,
          [globex, words],
        )
        const all = await db.readForTenant(globex, tx => tx.searchOrders(words, 1_000))
        expect(all, JSON.stringify({ text, words })).toContain(id)
        expect(all.toSorted()).toEqual(containing.rows.map(row => row.id).toSorted())
      }),
      { numRuns: 60 },
    )
  })

  test.skipIf(kind === 'embedded')('EXPLAIN as the login of the API shows the index of grams', async () => {
    const settings = {
      session_preload_libraries: 'auto_explain',
      'auto_explain.log_min_duration': '0',
      'auto_explain.log_nested_statements': 'on',
      'auto_explain.log_level': 'notice',
    }
    for (const [setting, value] of Object.entries(settings))
      await owner.query(`ALTER ROLE palisade_api SET ${setting} = '${value}'`)
    const api = new pg.Client({ connectionString: on.url })
    const plans: string[] = []
    api.on('notice', ({ message }) => plans.push(message ?? ''))
    await api.connect()
    await api.query('BEGIN; SET LOCAL ROLE palisade_tenant')
    await api.query(`SELECT set_config('app.tenant_id', $1, true)`, [on.tenants.acme])
    const searches = ['nowhere', 'zz', '語', 'please zz call']
    for (const words of searches) await api.query('SELECT * FROM search.find_orders($1, 20)', [words])
    await api.end()
    for (const setting of Object.keys(settings)) await owner.query(`ALTER ROLE palisade_api RESET ${setting}`)
    expect(plans.join('\n').match(/Bitmap Index Scan on orders_grams/g)).toHaveLength(searches.length)
    expect(plans.join('\n')).not.toContain('Seq Scan on')
  })
})
