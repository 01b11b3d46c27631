-- AlterTable
-- Counts changes of the settings; the ETag of the tenant.
ALTER TABLE "tenants" ADD COLUMN "version" INTEGER NOT NULL DEFAULT 1;

-- A tenant changes its own settings, and neither its slug nor what the platform decides.
GRANT UPDATE (name, version) ON tenants TO palisade_tenant;
