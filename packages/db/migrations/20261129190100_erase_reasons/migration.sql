-- What operators give as their reasons is free text about a tenant, and may name people: it is erased with the tenant.

-- AlterTable
ALTER TABLE "operator_reasons" ADD COLUMN "tenant_id" UUID;

-- The reasons of before: the entry in the trail of the tenant has the id of the same request. The owner of the tables may be a
-- login that row-level security holds too.
ALTER TABLE "operator_reasons" NO FORCE ROW LEVEL SECURITY;
ALTER TABLE "audit_entries" NO FORCE ROW LEVEL SECURITY;
ALTER TABLE "erased_tenants" NO FORCE ROW LEVEL SECURITY;
UPDATE "operator_reasons" SET "tenant_id" = entry.tenant_id FROM "audit_entries" AS entry
  WHERE entry.request_id = "operator_reasons"."request_id" AND entry.tenant_id <> '00000000-0000-0000-0000-000000000000';
DELETE FROM "operator_reasons"
  WHERE "tenant_id" IN (SELECT tenant_id FROM "erased_tenants" WHERE erased_at IS NOT NULL);
ALTER TABLE "operator_reasons" FORCE ROW LEVEL SECURITY;
ALTER TABLE "audit_entries" FORCE ROW LEVEL SECURITY;
ALTER TABLE "erased_tenants" FORCE ROW LEVEL SECURITY;

ALTER TABLE "operator_reasons" ALTER COLUMN "tenant_id" SET NOT NULL;

-- CreateIndex
CREATE INDEX "operator_reasons_tenant_id_idx" ON "operator_reasons"("tenant_id");

SELECT erase_with_tenant('operator_reasons');
