-- CreateTable
CREATE TABLE "tenant_origins" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "origin" TEXT NOT NULL,
    "verified" BOOLEAN NOT NULL DEFAULT true,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "tenant_origins_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "tenant_origins_origin_idx" ON "tenant_origins"("origin");

-- CreateIndex
CREATE UNIQUE INDEX "tenant_origins_tenant_id_origin_key" ON "tenant_origins"("tenant_id", "origin");

-- AddForeignKey
ALTER TABLE "tenant_origins" ADD CONSTRAINT "tenant_origins_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- A tenant adds and removes its origins, and cannot say that one is verified: that is for who runs the platform.
GRANT SELECT, INSERT (id, tenant_id, origin, created_at), DELETE ON tenant_origins TO palisade_tenant;
-- CORS asks whose origin it is before anyone has signed in.
GRANT SELECT ON tenant_origins TO palisade_identity;
GRANT SELECT, UPDATE (verified) ON tenant_origins TO palisade_operator;

ALTER TABLE tenant_origins ENABLE ROW LEVEL SECURITY;
ALTER TABLE tenant_origins FORCE ROW LEVEL SECURITY;

CREATE POLICY own_tenant ON tenant_origins TO palisade_tenant
  USING (tenant_id = current_tenant_id()) WITH CHECK (tenant_id = current_tenant_id());
CREATE POLICY identity ON tenant_origins TO palisade_identity USING (true);
CREATE POLICY operator ON tenant_origins TO palisade_operator USING (true) WITH CHECK (true);
