-- CreateTable
CREATE TABLE "tenant_exports" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "requested_by" UUID NOT NULL,
    "membership_version" INTEGER NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'queued',
    "records_total" INTEGER NOT NULL DEFAULT 0,
    "records" INTEGER NOT NULL DEFAULT 0,
    "bytes" INTEGER NOT NULL DEFAULT 0,
    "parts" INTEGER NOT NULL DEFAULT 0,
    "progress" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(3),
    "expires_at" TIMESTAMPTZ(3),

    CONSTRAINT "tenant_exports_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "tenant_export_parts" (
    "tenant_id" UUID NOT NULL,
    "export_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "lines" TEXT NOT NULL,

    CONSTRAINT "tenant_export_parts_pkey" PRIMARY KEY ("export_id","position")
);

-- CreateIndex
CREATE UNIQUE INDEX "tenant_exports_tenant_id_id_key" ON "tenant_exports"("tenant_id", "id");

-- CreateIndex
CREATE INDEX "tenant_exports_created_at_idx" ON "tenant_exports"("created_at");

-- CreateIndex
CREATE INDEX "tenant_export_parts_tenant_id_export_id_idx" ON "tenant_export_parts"("tenant_id", "export_id");

-- AddForeignKey
ALTER TABLE "tenant_exports" ADD CONSTRAINT "tenant_exports_tenant_id_requested_by_fkey" FOREIGN KEY ("tenant_id", "requested_by") REFERENCES "memberships"("tenant_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "tenant_export_parts" ADD CONSTRAINT "tenant_export_parts_tenant_id_export_id_fkey" FOREIGN KEY ("tenant_id", "export_id") REFERENCES "tenant_exports"("tenant_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Who asks for an export cannot say what is in it.
SELECT protect_tenant_table(
  'tenant_exports', 'SELECT, DELETE, INSERT (id, tenant_id, requested_by, membership_version, created_at)');
SELECT protect_tenant_table('tenant_export_parts', 'SELECT');

-- The export is written as palisade_exporter, which reads of one tenant all that its people may see: no hash of a token, key or
-- password, and nothing that proves a domain. Tables with secrets name the columns that it may read.
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'palisade_exporter') THEN
    CREATE ROLE palisade_exporter NOLOGIN;
  END IF;
END $$;
GRANT palisade_exporter TO palisade_worker;
GRANT USAGE ON SCHEMA public TO palisade_exporter;

GRANT SELECT, UPDATE (status, records_total, records, bytes, parts, progress, finished_at, expires_at) ON tenant_exports
  TO palisade_exporter;
GRANT SELECT (tenant_id, export_id), INSERT, DELETE ON tenant_export_parts TO palisade_exporter;
CREATE POLICY exporter ON tenant_exports TO palisade_exporter
  USING (tenant_id = current_tenant_id()) WITH CHECK (tenant_id = current_tenant_id());
CREATE POLICY exporter ON tenant_export_parts TO palisade_exporter
  USING (tenant_id = current_tenant_id()) WITH CHECK (tenant_id = current_tenant_id());

GRANT SELECT (id, slug, name, tier, created_at) ON tenants TO palisade_exporter;
CREATE POLICY exporter ON tenants FOR SELECT TO palisade_exporter USING (id = current_tenant_id());
GRANT SELECT (id, email, name) ON users TO palisade_exporter;
CREATE POLICY exporter ON users FOR SELECT TO palisade_exporter USING (EXISTS (
  SELECT FROM memberships
  WHERE user_id = users.id AND tenant_id = current_tenant_id() AND removed_at IS NULL));
GRANT SELECT (id, tenant_id, name, scopes, created_by, created_at) ON service_accounts TO palisade_exporter;
GRANT SELECT (id, tenant_id, service_account_id, name, hint, scopes, created_by, created_at, expires_at, last_used_at, revoked_at)
  ON api_keys TO palisade_exporter;
GRANT SELECT (id, tenant_id, service_account_id, name, kid, alg, thumbprint, created_by, created_at, last_used_at, revoked_at)
  ON client_keys TO palisade_exporter;
GRANT SELECT (id, tenant_id, email, role, invited_by, created_at, expires_at, sent_at, accepted_at, revoked_at)
  ON invitations TO palisade_exporter;
GRANT SELECT (id, tenant_id, origin, verified_at, added_by, created_at) ON tenant_origins TO palisade_exporter;
GRANT SELECT ON memberships, orders, order_lines, order_events, reports, order_imports, audit_entries TO palisade_exporter;

DO $$
DECLARE
  exported text;
BEGIN
  FOREACH exported IN ARRAY ARRAY['memberships', 'service_accounts', 'api_keys', 'client_keys', 'invitations', 'tenant_origins',
    'orders', 'order_lines', 'order_events', 'reports', 'order_imports', 'audit_entries'] LOOP
    EXECUTE format(
      'CREATE POLICY exporter ON %I FOR SELECT TO palisade_exporter USING (tenant_id = current_tenant_id())', exported);
  END LOOP;
END $$;

-- The file is kept for a day, and an export that never ended for three.
GRANT SELECT (id, created_at, expires_at), DELETE ON tenant_exports TO palisade_housekeeper;
CREATE POLICY past_its_time ON tenant_exports TO palisade_housekeeper
  USING (expires_at < now() OR created_at < now() - interval '3 days');
