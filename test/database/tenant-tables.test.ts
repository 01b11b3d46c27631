import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { describeOnServers } from './servers.ts'

describeOnServers('tables of tenants', on => {
  test('[S8] [S23] a table that a migration protects by one call shows a tenant only its own rows', async () => {
    const { owner, tenants } = on
    const { acme, globex } = tenants
    await owner.query('BEGIN')
    await owner.query('CREATE TABLE tried (id int, tenant_id uuid)')
    await owner.query(`INSERT INTO tried VALUES (1, $1), (2, $2)`, [acme, globex])
    await owner.query(`SELECT protect_tenant_table('tried', 'SELECT, INSERT')`)
    await owner.query('SET LOCAL ROLE palisade_tenant')
    await owner.query(`SELECT set_config('app.tenant_id', $1, true)`, [acme])
    expect((await owner.query('SELECT id FROM tried')).rows).toEqual([{ id: 1 }])
    await expect(owner.query(`INSERT INTO tried VALUES (3, '${globex}')`)).rejects.toThrow(/row-level security/)
    await owner.query('ROLLBACK')
  })

  test('[P6] [S8] a transaction of a tenant makes service accounts, and neither members nor anything in between', async () => {
    const { owner, tenants } = on
    await owner.query('BEGIN')
    await owner.query('SET LOCAL ROLE palisade_tenant')
    await owner.query(`SELECT set_config('app.tenant_id', $1, true)`, [tenants.acme])
    const insert = async (columns: string, values: string) => {
      await owner.query('SAVEPOINT tried')
      const id = randomUUID()
      const sql = `INSERT INTO memberships (id, tenant_id, ${columns}) VALUES ($1, $2, ${values})`
      return owner.query(sql, [id, tenants.acme]).finally(() => owner.query('ROLLBACK TO tried'))
    }
    await expect(insert('role', `'service'`)).resolves.toMatchObject({ rowCount: 1 })
    await expect(insert('role', `'owner'`)).rejects.toThrow(/memberships_service_has_no_person/)
    const somebody = `(SELECT user_id FROM memberships WHERE role = 'member' LIMIT 1)`
    await expect(insert('role, user_id', `'owner', ${somebody}`)).rejects.toThrow(/permission denied/)
    const promote = `UPDATE memberships SET role = 'service' WHERE role = 'member'`
    await expect(owner.query(promote)).rejects.toThrow(/memberships_service_has_no_person/)
    await owner.query('ROLLBACK')
  })
})
