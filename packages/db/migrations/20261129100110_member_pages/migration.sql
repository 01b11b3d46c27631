-- A page of a tenant's members starts where the page before ended, by index.
CREATE INDEX "memberships_tenant_id_created_at_id_idx" ON "memberships"("tenant_id", "created_at", "id");
