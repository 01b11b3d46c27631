-- AlterTable
ALTER TABLE "tenant_origins" ADD COLUMN "added_by" UUID,
ADD COLUMN "asked_by" UUID;

-- AddForeignKey
ALTER TABLE "tenant_origins" ADD CONSTRAINT "tenant_origins_tenant_id_added_by_fkey" FOREIGN KEY ("tenant_id", "added_by") REFERENCES "memberships"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "tenant_origins" ADD CONSTRAINT "tenant_origins_tenant_id_asked_by_fkey" FOREIGN KEY ("tenant_id", "asked_by") REFERENCES "memberships"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- An origin is verified only while a member who wanted it may still manage the tenant. Nobody knows who added the origins
-- of before: those that are not verified wait until somebody asks for them.
GRANT INSERT (added_by), UPDATE (asked_by) ON tenant_origins TO palisade_tenant;
GRANT SELECT (id, tenant_id, role, disabled_at) ON memberships TO palisade_job;
CREATE POLICY own_tenant_in_jobs ON memberships FOR SELECT TO palisade_job USING (tenant_id = current_tenant_id());
