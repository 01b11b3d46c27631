-- AlterTable
ALTER TABLE "access_changes" ADD COLUMN "origin" TEXT;

-- Whether pages of a CORS origin may call is a change of access as well. The row of the origin may be gone when a node
-- reads the change, so the change names the origin itself.
GRANT INSERT (origin) ON access_changes TO palisade_tenant, palisade_identity, palisade_operator;

-- A worker decides about origins, and about nothing else that is announced.
GRANT INSERT (id, tenant_id, what, object_id, version, origin) ON access_changes TO palisade_job;
CREATE POLICY own_origins ON access_changes FOR INSERT TO palisade_job
  WITH CHECK (tenant_id = current_tenant_id() AND what = 'origin');
