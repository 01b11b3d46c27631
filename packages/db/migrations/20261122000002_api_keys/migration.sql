-- CreateTable
CREATE TABLE "api_keys" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "created_by" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "hint" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "scopes" TEXT[],
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "last_used_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "api_keys_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "api_keys_hash_key" ON "api_keys"("hash");

-- CreateIndex
CREATE INDEX "api_keys_tenant_id_created_by_idx" ON "api_keys"("tenant_id", "created_by");

-- AddForeignKey
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_tenant_id_created_by_fkey" FOREIGN KEY ("tenant_id", "created_by") REFERENCES "users"("tenant_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- A tenant manages its keys and cannot read a hash back. Who calls with a key is found before a tenant is known.
GRANT INSERT ON api_keys TO palisade_tenant;
GRANT SELECT (id, tenant_id, created_by, name, hint, scopes, created_at, expires_at, last_used_at, revoked_at)
  ON api_keys TO palisade_tenant;
GRANT UPDATE (revoked_at) ON api_keys TO palisade_tenant;
GRANT SELECT, UPDATE (last_used_at) ON api_keys TO palisade_identity;

ALTER TABLE api_keys ENABLE ROW LEVEL SECURITY;
ALTER TABLE api_keys FORCE ROW LEVEL SECURITY;

CREATE POLICY own_tenant ON api_keys TO palisade_tenant
  USING (tenant_id = current_tenant_id()) WITH CHECK (tenant_id = current_tenant_id());
CREATE POLICY identity ON api_keys TO palisade_identity USING (true) WITH CHECK (true);
