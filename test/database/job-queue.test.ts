import { randomUUIDv7 } from 'node:crypto'
import type { Database, TenantDb } from '@palisade/db'
import { beforeAll, expect, test } from 'vitest'
import { describeOnServers, expectDenied } from './servers.ts'

describeOnServers(
  'the job queue',
  on => {
    let db: Database
    let acme: string
    let globex: string

    beforeAll(async () => {
      db = on.db
      ;({ acme, globex } = on.tenants)
    })

    /** As the owner, who sees all jobs. */
    async function queued(id: string): Promise<object[]> {
      const { rows } = await on.owner.query(`SELECT name, data FROM pgboss.job WHERE data ->> 'id' = $1`, [id])
      return rows
    }

    const insertJob = (tx: TenantDb, tenantId: string) => tx.$queryRaw`
      INSERT INTO pgboss.job_common (name, data)
      VALUES ('reports.compute', jsonb_build_object('tenantId', ${tenantId}::text, 'id', 'x')) RETURNING id`

    test('[S74] a job commits together with its cause', async () => {
      const [kept, lost] = [randomUUIDv7(), randomUUIDv7()]
      await db.forTenant(acme, tx => tx.queueJob('reports.compute', kept))
      expect(await queued(kept)).toEqual([{ name: 'reports.compute', data: { tenantId: acme, id: kept } }])

      const failing = db.forTenant(acme, async tx => {
        await tx.queueJob('reports.compute', lost)
        throw new Error('changed its mind')
      })
      await expect(failing).rejects.toThrow('changed its mind')
      expect(await queued(lost)).toEqual([])
    })

    test('[S94] a tenant can neither queue a job for another one nor see its jobs', async () => {
      const id = randomUUIDv7()
      await db.forTenant(acme, tx => tx.queueJob('reports.compute', id))
      const seen = (tenantId: string) =>
        db.forTenant(tenantId, tx => tx.$queryRaw`SELECT 1 FROM pgboss.job WHERE data ->> 'id' = ${id}`)
      expect(await seen(acme)).toHaveLength(1)
      expect(await seen(globex)).toEqual([])
      expect(await db.forTenant(acme, tx => insertJob(tx, acme))).toHaveLength(1)
      await expect(db.forTenant(acme, tx => insertJob(tx, globex))).rejects.toThrow(/row-level security/)
    })

    test('[S8] a tenant queues jobs of its own queues alone: no mail of the platform, no housekeeping', async () => {
      for (const name of ['mail.send', 'housekeeping.retention', 'reports.fail']) {
        const queueing = db.forTenant(
          acme,
          tx => tx.$queryRaw`
            INSERT INTO pgboss.job_common (name, data)
            VALUES (${name}, jsonb_build_object('tenantId', ${acme}::text, 'id', 'x')) RETURNING id`,
        )
        await expect(queueing, name).rejects.toThrow(/row-level security/)
      }
    })

    test('[S94] a tenant can neither change a job nor maintain the queue', async () => {
      await expectDenied(
        on,
        'tenant',
        `UPDATE pgboss.job SET state = 'completed'`,
        'DELETE FROM pgboss.job_common',
        `UPDATE pgboss.queue SET table_name = 'job'`,
        `INSERT INTO pgboss.bam (name, version, table_name, command) VALUES ('x', 1, 'job', 'SELECT 1')`,
        'SELECT 1 FROM pgboss.schedule',
      )
    })
  },
  { maxConnections: 5 },
)
