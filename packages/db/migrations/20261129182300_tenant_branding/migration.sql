-- AlterTable
ALTER TABLE "tenants" ADD COLUMN "color" TEXT,
ADD COLUMN "logo_hash" TEXT;

-- CreateTable
CREATE TABLE "tenant_logos" (
    "tenant_id" UUID NOT NULL,
    "hash" TEXT NOT NULL,
    "bytes" BYTEA NOT NULL,

    CONSTRAINT "tenant_logos_pkey" PRIMARY KEY ("tenant_id")
);

-- CreateIndex
CREATE INDEX "tenant_logos_hash_idx" ON "tenant_logos"("hash");

-- AddForeignKey
ALTER TABLE "tenant_logos" ADD CONSTRAINT "tenant_logos_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE CASCADE ON UPDATE CASCADE;

GRANT UPDATE (color, logo_hash) ON tenants TO palisade_tenant;
SELECT audit_table('tenants', 'UPDATE OF color, logo_hash', 'id');
SELECT protect_tenant_table('tenant_logos', 'SELECT (tenant_id), INSERT, DELETE');

-- Anyone who knows the hash of a logo may see it, because pages show it before sign-in.
GRANT SELECT ON tenant_logos TO palisade_identity;
CREATE POLICY identity ON tenant_logos FOR SELECT TO palisade_identity USING (true);

GRANT SELECT (color) ON tenants TO palisade_exporter;
GRANT SELECT ON tenant_logos TO palisade_exporter;
CREATE POLICY exporter ON tenant_logos FOR SELECT TO palisade_exporter USING (tenant_id = current_tenant_id());
