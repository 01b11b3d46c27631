-- A service account is a member without a person. So whatever names a member can name it too: the history of orders, reports,
-- announced changes of access, and the check of callers.
-- AlterTable
ALTER TABLE "memberships" ALTER COLUMN "user_id" DROP NOT NULL;
ALTER TABLE "memberships" ADD CONSTRAINT "memberships_service_has_no_person"
  CHECK ((role = 'service') = (user_id IS NULL));

-- CreateTable
CREATE TABLE "service_accounts" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "scopes" TEXT[],
    "created_by" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "service_accounts_pkey" PRIMARY KEY ("id")
);

-- AlterTable
ALTER TABLE "api_keys" ADD COLUMN "service_account_id" UUID;

-- CreateIndex
CREATE UNIQUE INDEX "service_accounts_tenant_id_id_key" ON "service_accounts"("tenant_id", "id");

-- CreateIndex
CREATE INDEX "api_keys_tenant_id_service_account_id_idx" ON "api_keys"("tenant_id", "service_account_id");

-- AddForeignKey
ALTER TABLE "service_accounts" ADD CONSTRAINT "service_accounts_tenant_id_id_fkey" FOREIGN KEY ("tenant_id", "id") REFERENCES "memberships"("tenant_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "service_accounts" ADD CONSTRAINT "service_accounts_tenant_id_created_by_fkey" FOREIGN KEY ("tenant_id", "created_by") REFERENCES "memberships"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_tenant_id_service_account_id_fkey" FOREIGN KEY ("tenant_id", "service_account_id") REFERENCES "service_accounts"("tenant_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

SELECT protect_tenant_table('service_accounts', 'SELECT, INSERT, UPDATE (name, scopes)');

-- A tenant makes no members but these: without the right to `user_id`, the constraint admits service accounts alone.
GRANT INSERT (id, tenant_id, role) ON memberships TO palisade_tenant;

-- A roll ends the old key when the overlap is over.
GRANT SELECT (service_account_id), UPDATE (expires_at) ON api_keys TO palisade_tenant;

-- A key is looked up before a tenant is known.
GRANT SELECT ON service_accounts TO palisade_identity;
CREATE POLICY identity ON service_accounts FOR SELECT TO palisade_identity USING (true);

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
  IF api_key IS NULL THEN
    PERFORM FROM sessions
      WHERE id = session AND user_id = member.user_id AND revoked_at IS NULL
        AND (member.sessions_after IS NULL OR created_at > member.sessions_after);
  ELSE
    PERFORM FROM api_keys
      WHERE tenant_id = current_tenant_id() AND id = api_key AND coalesce(service_account_id, created_by) = caller
        AND revoked_at IS NULL AND expires_at > now();
  END IF;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'credential revoked' USING ERRCODE = 'PA002';
  END IF;
  RETURN true;
END
$$;
