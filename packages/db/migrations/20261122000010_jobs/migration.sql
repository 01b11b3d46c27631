-- CreateTable
CREATE TABLE "reports" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "requested_by" UUID NOT NULL,
    "created_from" TIMESTAMPTZ(3) NOT NULL,
    "created_before" TIMESTAMPTZ(3) NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'queued',
    "result" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "reports_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "reports_tenant_id_id_idx" ON "reports"("tenant_id", "id");

-- CreateIndex
CREATE INDEX "reports_created_at_idx" ON "reports"("created_at");

-- CreateIndex
CREATE INDEX "sessions_expires_at_idx" ON "sessions"("expires_at");

-- CreateIndex
CREATE INDEX "refresh_tokens_expires_at_idx" ON "refresh_tokens"("expires_at");

-- CreateIndex
CREATE INDEX "idempotency_keys_created_at_idx" ON "idempotency_keys"("created_at");

-- AddForeignKey
ALTER TABLE "reports" ADD CONSTRAINT "reports_tenant_id_requested_by_fkey" FOREIGN KEY ("tenant_id", "requested_by") REFERENCES "users"("tenant_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Workers sign in as palisade_worker. It owns nothing, it may take none of the API's roles, and the API none of its:
-- palisade_job works for the one tenant that a job names, palisade_housekeeper sees of all tenants what is past its time.
-- job-queue.sql says what it may do to the queue itself. The migrator gives it its password.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'palisade_job') THEN
    CREATE ROLE palisade_job NOLOGIN;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'palisade_housekeeper') THEN
    CREATE ROLE palisade_housekeeper NOLOGIN;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'palisade_worker') THEN
    CREATE ROLE palisade_worker LOGIN NOINHERIT CONNECTION LIMIT 100;
  END IF;
END
$$;

GRANT palisade_job, palisade_housekeeper TO palisade_worker;
GRANT USAGE ON SCHEMA public TO palisade_job, palisade_housekeeper;

-- Who asks for a report cannot say what it found.
GRANT SELECT, INSERT (id, tenant_id, requested_by, created_from, created_before, created_at) ON reports TO palisade_tenant;
GRANT SELECT, UPDATE (status, result, finished_at) ON reports TO palisade_job;
GRANT SELECT ON orders TO palisade_job;

GRANT SELECT (id, expires_at), DELETE ON sessions TO palisade_housekeeper;
GRANT SELECT (hash, expires_at), DELETE ON refresh_tokens TO palisade_housekeeper;
GRANT SELECT (tenant_id, principal_id, endpoint_id, key, created_at), DELETE ON idempotency_keys TO palisade_housekeeper;
GRANT SELECT (id, created_at), DELETE ON reports TO palisade_housekeeper;

ALTER TABLE reports ENABLE ROW LEVEL SECURITY;
ALTER TABLE reports FORCE ROW LEVEL SECURITY;

CREATE POLICY own_tenant ON reports TO palisade_tenant, palisade_job
  USING (tenant_id = current_tenant_id()) WITH CHECK (tenant_id = current_tenant_id());
CREATE POLICY own_tenant_in_jobs ON orders TO palisade_job USING (tenant_id = current_tenant_id());

-- How long things are kept. What is not past its time, the housekeeper can neither see nor remove. A day is left between
-- the end of a session and its removal, so that whoever looks into a theft still finds it.
CREATE POLICY past_its_time ON sessions TO palisade_housekeeper USING (expires_at < now() - interval '1 day');
CREATE POLICY past_its_time ON refresh_tokens TO palisade_housekeeper USING (expires_at < now() - interval '1 day');
CREATE POLICY past_its_time ON idempotency_keys TO palisade_housekeeper USING (created_at < now() - interval '1 day');
CREATE POLICY past_its_time ON reports TO palisade_housekeeper USING (created_at < now() - interval '30 days');
