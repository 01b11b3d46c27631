-- CreateTable
CREATE TABLE "access_changes" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "what" TEXT NOT NULL,
    "object_id" UUID NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 0,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),

    CONSTRAINT "access_changes_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "access_changes_at_idx" ON "access_changes"("at");

-- A change of what somebody may do commits with its announcement. The nodes of the API read those of all tenants, and the
-- housekeeper removes them when every access token that was issued before has expired.
GRANT INSERT (id, tenant_id, what, object_id, version) ON access_changes TO palisade_tenant, palisade_identity,
  palisade_operator;
GRANT SELECT ON access_changes TO palisade_identity;
GRANT SELECT (id, at), DELETE ON access_changes TO palisade_housekeeper;

ALTER TABLE access_changes ENABLE ROW LEVEL SECURITY;
ALTER TABLE access_changes FORCE ROW LEVEL SECURITY;

CREATE POLICY own_tenant ON access_changes FOR INSERT TO palisade_tenant WITH CHECK (tenant_id = current_tenant_id());
CREATE POLICY operator ON access_changes FOR INSERT TO palisade_operator WITH CHECK (true);
CREATE POLICY identity ON access_changes TO palisade_identity USING (true) WITH CHECK (true);
CREATE POLICY past_its_time ON access_changes TO palisade_housekeeper USING (at < now() - interval '1 hour');

-- The transaction that disables a member also ends the member's sessions. It sees no more of them than that.
GRANT SELECT (id, tenant_id, user_id, revoked_at), UPDATE (revoked_at) ON sessions TO palisade_tenant;
CREATE POLICY own_tenant ON sessions TO palisade_tenant
  USING (tenant_id = current_tenant_id()) WITH CHECK (tenant_id = current_tenant_id());

-- Runs at the start of each transaction that writes for a caller. A request is admitted before its body has arrived; by
-- then the role, the session, the key or the tenant may have changed.
-- PA001: the tenant is suspended. PA002: the caller may no longer do what the request was admitted for.
CREATE FUNCTION assert_caller(caller uuid, version integer, session uuid, api_key uuid) RETURNS boolean
LANGUAGE plpgsql STABLE AS $$
BEGIN
  PERFORM FROM tenants WHERE id = current_tenant_id() AND state = 'active';
  IF NOT FOUND THEN
    RAISE EXCEPTION 'tenant suspended' USING ERRCODE = 'PA001';
  END IF;
  PERFORM FROM users
    WHERE tenant_id = current_tenant_id() AND id = caller AND membership_version = version AND disabled_at IS NULL;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'membership changed' USING ERRCODE = 'PA002';
  END IF;
  IF api_key IS NULL THEN
    PERFORM FROM sessions
      WHERE tenant_id = current_tenant_id() AND id = session AND user_id = caller AND revoked_at IS NULL;
  ELSE
    PERFORM FROM api_keys
      WHERE tenant_id = current_tenant_id() AND id = api_key AND created_by = caller
        AND revoked_at IS NULL AND expires_at > now();
  END IF;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'credential revoked' USING ERRCODE = 'PA002';
  END IF;
  RETURN true;
END
$$;
REVOKE ALL ON FUNCTION assert_caller FROM PUBLIC;
GRANT EXECUTE ON FUNCTION assert_caller TO palisade_tenant;
