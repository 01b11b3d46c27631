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
})
