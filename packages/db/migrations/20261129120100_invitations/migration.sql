-- CreateTable
CREATE TABLE "invitations" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "email" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "invited_by" UUID NOT NULL,
    "token_hash" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "sent_at" TIMESTAMPTZ(3),
    "accepted_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "invitations_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "invitations_token_hash_key" ON "invitations"("token_hash");

-- CreateIndex
CREATE INDEX "invitations_tenant_id_created_at_id_idx" ON "invitations"("tenant_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "invitations_expires_at_idx" ON "invitations"("expires_at");

-- AddForeignKey
ALTER TABLE "invitations" ADD CONSTRAINT "invitations_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "invitations" ADD CONSTRAINT "invitations_tenant_id_invited_by_fkey" FOREIGN KEY ("tenant_id", "invited_by") REFERENCES "memberships"("tenant_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- A tenant neither writes nor reads tokens: the worker makes the token, so that it exists in the mail alone.
SELECT protect_tenant_table('invitations', '
  SELECT (id, tenant_id, email, role, invited_by, created_at, expires_at, sent_at, accepted_at, revoked_at),
  INSERT (id, tenant_id, email, role, invited_by, created_at, expires_at),
  UPDATE (invited_by, expires_at, sent_at, revoked_at)');

-- Whoever has the token accepts, before a tenant is known. A member who was disabled or removed gets back in.
GRANT SELECT, UPDATE (accepted_at) ON invitations TO palisade_identity;
GRANT UPDATE (role, disabled_at, removed_at) ON memberships TO palisade_identity;
CREATE POLICY identity ON invitations TO palisade_identity USING (true) WITH CHECK (true);

-- The mail names the tenant.
GRANT SELECT, UPDATE (token_hash, sent_at) ON invitations TO palisade_job;
GRANT SELECT (id, name) ON tenants TO palisade_job;
CREATE POLICY own_tenant_in_jobs ON invitations TO palisade_job
  USING (tenant_id = current_tenant_id()) WITH CHECK (tenant_id = current_tenant_id());
CREATE POLICY own_tenant_in_jobs ON tenants FOR SELECT TO palisade_job USING (id = current_tenant_id());

-- The address of somebody who never joined is not kept for long.
GRANT SELECT (id, expires_at), DELETE ON invitations TO palisade_housekeeper;
CREATE POLICY past_its_time ON invitations TO palisade_housekeeper USING (expires_at < now() - interval '30 days');
