-- CreateTable
CREATE TABLE "operators" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "operators_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "operator_reasons" (
    "request_id" TEXT NOT NULL,
    "reason" TEXT NOT NULL,

    CONSTRAINT "operator_reasons_pkey" PRIMARY KEY ("request_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "operators_user_id_key" ON "operators"("user_id");

-- AddForeignKey
ALTER TABLE "operators" ADD CONSTRAINT "operators_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE operators ENABLE ROW LEVEL SECURITY;
ALTER TABLE operators FORCE ROW LEVEL SECURITY;
ALTER TABLE operator_reasons ENABLE ROW LEVEL SECURITY;
ALTER TABLE operator_reasons FORCE ROW LEVEL SECURITY;

-- The API takes palisade_console for what an operator asks for. palisade_supervisor owns the functions that check who asks:
-- the console itself reads neither operators nor sessions.
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'palisade_console') THEN
    CREATE ROLE palisade_console NOLOGIN;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'palisade_supervisor') THEN
    CREATE ROLE palisade_supervisor NOLOGIN;
  END IF;
END $$;
GRANT palisade_console TO palisade_api;
GRANT palisade_supervisor TO CURRENT_USER;
GRANT USAGE ON SCHEMA public TO palisade_console, palisade_supervisor;

-- The command on the machine alone makes and removes operators.
GRANT SELECT, INSERT (id, user_id), DELETE ON operators TO palisade_operator;
GRANT SELECT (id, email) ON users TO palisade_operator;
GRANT SELECT (user_id, confirmed_at) ON second_factors TO palisade_operator;
CREATE POLICY operator ON operators TO palisade_operator USING (true) WITH CHECK (true);
CREATE POLICY operator ON users FOR SELECT TO palisade_operator USING (true);
CREATE POLICY operator ON second_factors FOR SELECT TO palisade_operator USING (true);

-- Who asks for a token of the console is looked up before.
GRANT SELECT ON operators TO palisade_identity;
CREATE POLICY identity ON operators FOR SELECT TO palisade_identity USING (true);

GRANT SELECT ON operators TO palisade_supervisor;
GRANT SELECT (id, user_id, revoked_at, expires_at, second_factor_at) ON sessions TO palisade_supervisor;
CREATE POLICY supervisor ON operators FOR SELECT TO palisade_supervisor USING (true);
CREATE POLICY supervisor ON sessions FOR SELECT TO palisade_supervisor USING (true);

-- Whether the session is one of this operator that has not ended, and was opened with a second factor.
CREATE FUNCTION operator_is_present(operator uuid, session uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT EXISTS (
    SELECT FROM operators JOIN sessions ON sessions.user_id = operators.user_id
    WHERE operators.id = operator AND sessions.id = session
      AND sessions.revoked_at IS NULL AND sessions.expires_at > now() AND sessions.second_factor_at IS NOT NULL)
$$;

-- Who acts in this transaction; null where nobody may. The settings alone give no right: they have to name an operator and a
-- session of that operator.
CREATE FUNCTION current_operator_id() RETURNS uuid LANGUAGE plpgsql STABLE AS $$
DECLARE
  operator uuid := nullif(current_setting('app.operator_id', true), '');
BEGIN
  IF operator_is_present(operator, nullif(current_setting('app.operator_session', true), '')::uuid) THEN
    RETURN operator;
  END IF;
  RETURN NULL;
END
$$;

-- Runs at the start of each transaction of the console, as assert_caller does for a tenant. PA002 as there.
CREATE FUNCTION assert_operator(operator uuid, session uuid) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  PERFORM set_config('app.operator_id', operator::text, true), set_config('app.operator_session', session::text, true);
  IF current_operator_id() IS NULL THEN
    RAISE EXCEPTION 'operator or session ended' USING ERRCODE = 'PA002';
  END IF;
  RETURN true;
END
$$;
REVOKE EXECUTE ON FUNCTION operator_is_present, current_operator_id, assert_operator FROM PUBLIC;
GRANT EXECUTE ON FUNCTION current_operator_id, assert_operator, operator_is_present TO palisade_console;
GRANT CREATE ON SCHEMA public TO palisade_supervisor;
ALTER FUNCTION operator_is_present OWNER TO palisade_supervisor;
REVOKE CREATE ON SCHEMA public FROM palisade_supervisor;

-- What the console may do, and only while an operator is present: neither orders nor people are among it.
GRANT SELECT, UPDATE (tier, state) ON tenants TO palisade_console;
GRANT SELECT (id, tenant_id, user_id, role, disabled_at, removed_at) ON memberships TO palisade_console;
GRANT SELECT (id, tenant_id, origin, verified_at) ON tenant_origins TO palisade_console;
GRANT INSERT (id, tenant_id, what, object_id, version, origin) ON access_changes TO palisade_console;
GRANT INSERT (tenant_id, event, actor_kind, actor_id, object_id, request_id, facts), SELECT ON audit_entries
  TO palisade_console;
GRANT SELECT, INSERT ON operator_reasons TO palisade_console;

CREATE POLICY console_reads ON tenants FOR SELECT TO palisade_console
  USING ((SELECT current_operator_id()) IS NOT NULL);
CREATE POLICY console_changes ON tenants FOR UPDATE TO palisade_console
  USING ((SELECT current_operator_id()) IS NOT NULL) WITH CHECK ((SELECT current_operator_id()) IS NOT NULL);
CREATE POLICY console ON memberships FOR SELECT TO palisade_console
  USING ((SELECT current_operator_id()) IS NOT NULL);
CREATE POLICY console ON tenant_origins FOR SELECT TO palisade_console
  USING ((SELECT current_operator_id()) IS NOT NULL);
CREATE POLICY console ON access_changes FOR INSERT TO palisade_console
  WITH CHECK ((SELECT current_operator_id()) IS NOT NULL);
CREATE POLICY console ON operator_reasons TO palisade_console
  USING ((SELECT current_operator_id()) IS NOT NULL) WITH CHECK ((SELECT current_operator_id()) IS NOT NULL);

-- The trail of the operators is a chain like that of a tenant, under an id that no tenant has. The console writes to every
-- chain in the name of the present operator alone, and reads this one.
CREATE POLICY console_writes ON audit_entries FOR INSERT TO palisade_console
  WITH CHECK (actor_kind = 'operator' AND actor_id = (SELECT current_operator_id()));
CREATE POLICY console_reads ON audit_entries FOR SELECT TO palisade_console
  USING (tenant_id = '00000000-0000-0000-0000-000000000000' AND (SELECT current_operator_id()) IS NOT NULL);
ALTER TABLE tenants ADD CONSTRAINT tenants_id_is_no_trail CHECK (id <> '00000000-0000-0000-0000-000000000000');

-- As audit_table does for the other roles.
CREATE CONSTRAINT TRIGGER audited_by_console AFTER UPDATE ON tenants DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN (current_user = 'palisade_console') EXECUTE FUNCTION require_audit_entry('id');
-- The owner of the tables changes operators by hand at most.
CREATE FUNCTION require_operator_entry() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM FROM audit_heads WHERE tenant_id = '00000000-0000-0000-0000-000000000000'
    AND changed_in = pg_current_xact_id()::text::bigint;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'a change of operators without an entry in their trail';
  END IF;
  RETURN NULL;
END
$$;
REVOKE EXECUTE ON FUNCTION require_operator_entry FROM PUBLIC;
GRANT CREATE ON SCHEMA public TO palisade_auditor;
ALTER FUNCTION require_operator_entry OWNER TO palisade_auditor;
REVOKE CREATE ON SCHEMA public FROM palisade_auditor;
CREATE CONSTRAINT TRIGGER audited AFTER INSERT OR DELETE ON operators DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN (current_user = 'palisade_operator') EXECUTE FUNCTION require_operator_entry();
