-- CreateTable
CREATE TABLE "client_keys" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "service_account_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "kid" TEXT NOT NULL,
    "alg" TEXT NOT NULL,
    "jwk" JSONB NOT NULL,
    "thumbprint" TEXT NOT NULL,
    "created_by" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_used_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "client_keys_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "client_keys_tenant_id_service_account_id_idx" ON "client_keys"("tenant_id", "service_account_id");

-- CreateIndex
CREATE INDEX "client_keys_service_account_id_kid_idx" ON "client_keys"("service_account_id", "kid");

-- AddForeignKey
ALTER TABLE "client_keys" ADD CONSTRAINT "client_keys_tenant_id_service_account_id_fkey" FOREIGN KEY ("tenant_id", "service_account_id") REFERENCES "service_accounts"("tenant_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

SELECT protect_tenant_table('client_keys', 'SELECT, INSERT, UPDATE (revoked_at)');
SELECT audit_table('client_keys', 'INSERT OR DELETE OR UPDATE OF kid, jwk, revoked_at');

-- Who calls with an assertion is found before a tenant is known.
GRANT SELECT, UPDATE (last_used_at) ON client_keys TO palisade_identity;
CREATE POLICY identity ON client_keys TO palisade_identity USING (true) WITH CHECK (true);

-- The session of an access token of a service account is the key that it was issued for.
CREATE OR REPLACE FUNCTION assert_caller(caller uuid, version integer, session uuid, api_key uuid) RETURNS boolean
LANGUAGE plpgsql STABLE AS $$
DECLARE
  member record;
BEGIN
  PERFORM FROM tenants WHERE id = current_tenant_id() AND state = 'active';
  IF NOT FOUND THEN
    RAISE EXCEPTION 'tenant suspended' USING ERRCODE = 'PA001';
  END IF;
  SELECT user_id, sessions_after INTO member FROM memberships
    WHERE tenant_id = current_tenant_id() AND id = caller AND membership_version = version AND disabled_at IS NULL;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'membership changed' USING ERRCODE = 'PA002';
  END IF;
  IF api_key IS NOT NULL THEN
    PERFORM FROM api_keys
      WHERE tenant_id = current_tenant_id() AND id = api_key AND coalesce(service_account_id, created_by) = caller
        AND revoked_at IS NULL AND expires_at > now();
  ELSIF member.user_id IS NULL THEN
    PERFORM FROM client_keys
      WHERE tenant_id = current_tenant_id() AND id = session AND service_account_id = caller AND revoked_at IS NULL;
  ELSE
    PERFORM FROM sessions
      WHERE id = session AND user_id = member.user_id AND revoked_at IS NULL
        AND (member.sessions_after IS NULL OR created_at > member.sessions_after);
  END IF;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'credential revoked' USING ERRCODE = 'PA002';
  END IF;
  RETURN true;
END
$$;
