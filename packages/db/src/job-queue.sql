-- Privileges on the queue, granted again after each migration: pg-boss makes its own tables, and may have made others.

GRANT USAGE ON SCHEMA pgboss TO palisade_tenant, palisade_identity, palisade_worker;
GRANT SELECT ON pgboss.version, pgboss.queue TO palisade_tenant, palisade_identity, palisade_worker;

-- A tenant's transaction queues jobs for that tenant, and neither sees nor touches any other's: see `tenantPolicy` in
-- job-queue.ts, which names the queues.
GRANT SELECT, INSERT ON pgboss.job, pgboss.job_common TO palisade_tenant;

-- Before a tenant is known, mails are all that is queued.
GRANT SELECT, INSERT ON pgboss.job, pgboss.job_common TO palisade_identity;

-- Not pgboss.bam: it holds commands that the owner runs. And of a queue not its table's name, which pg-boss puts into
-- the statements of others.
GRANT SELECT, INSERT, UPDATE, DELETE ON pgboss.job, pgboss.job_common TO palisade_worker;
GRANT SELECT, DELETE ON pgboss.job_dependency TO palisade_worker;
GRANT SELECT ON pgboss.schedule, pgboss.subscription TO palisade_worker;
GRANT UPDATE (kind, last_job_id) ON pgboss.schedule TO palisade_worker;
GRANT UPDATE (cron_on, flow_on, reindex_on, monitor_backoff_on) ON pgboss.version TO palisade_worker;
GRANT INSERT, UPDATE (
  deferred_count, queued_count, ready_count, active_count, failed_count, total_count, created_delta, completed_delta,
  failed_delta, delta_on, delta_seconds, ready_history, singletons_active, monitor_claim_on, monitor_on, maintain_on
) ON pgboss.queue TO palisade_worker;

ALTER TABLE pgboss.job ENABLE ROW LEVEL SECURITY;
ALTER TABLE pgboss.job_common ENABLE ROW LEVEL SECURITY;

-- A tenant's jobs are erased with it.
GRANT USAGE ON SCHEMA pgboss TO palisade_eraser;
GRANT SELECT (data), DELETE ON pgboss.job, pgboss.job_common TO palisade_eraser;

DROP POLICY IF EXISTS erased_with_tenant_id ON pgboss.job;
DROP POLICY IF EXISTS erased_with_tenant_id ON pgboss.job_common;
CREATE POLICY erased_with_tenant_id ON pgboss.job TO palisade_eraser
  USING (data ->> 'tenantId' = current_tenant_id()::text AND (SELECT is_being_erased()));
CREATE POLICY erased_with_tenant_id ON pgboss.job_common TO palisade_eraser
  USING (data ->> 'tenantId' = current_tenant_id()::text AND (SELECT is_being_erased()));

DROP POLICY IF EXISTS mail ON pgboss.job;
DROP POLICY IF EXISTS mail ON pgboss.job_common;
DROP POLICY IF EXISTS worker ON pgboss.job;
DROP POLICY IF EXISTS worker ON pgboss.job_common;
CREATE POLICY mail ON pgboss.job TO palisade_identity USING (name = 'mail.send') WITH CHECK (name = 'mail.send');
CREATE POLICY mail ON pgboss.job_common TO palisade_identity
  USING (name = 'mail.send') WITH CHECK (name = 'mail.send');
CREATE POLICY worker ON pgboss.job TO palisade_worker USING (true) WITH CHECK (true);
CREATE POLICY worker ON pgboss.job_common TO palisade_worker USING (true) WITH CHECK (true);
