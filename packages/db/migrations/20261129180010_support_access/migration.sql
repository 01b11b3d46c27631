-- CreateTable
CREATE TABLE "support_accesses" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "member_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "support_accesses_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "impersonations" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "support_access_id" UUID NOT NULL,
    "member_id" UUID NOT NULL,
    "operator_id" UUID NOT NULL,
    "session_id" UUID NOT NULL,
    "reason" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "impersonations_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "support_accesses_tenant_id_id_key" ON "support_accesses"("tenant_id", "id");

-- CreateIndex
CREATE INDEX "impersonations_tenant_id_started_at_idx" ON "impersonations"("tenant_id", "started_at");

-- CreateIndex
CREATE INDEX "impersonations_operator_id_idx" ON "impersonations"("operator_id");

-- AddForeignKey
ALTER TABLE "support_accesses" ADD CONSTRAINT "support_accesses_tenant_id_member_id_fkey" FOREIGN KEY ("tenant_id", "member_id") REFERENCES "memberships"("tenant_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "impersonations" ADD CONSTRAINT "impersonations_tenant_id_support_access_id_fkey" FOREIGN KEY ("tenant_id", "support_access_id") REFERENCES "support_accesses"("tenant_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- One open permission for each tenant. One that has expired is closed by the next. Prisma's language has no partial index.
CREATE UNIQUE INDEX "support_accesses_open_key" ON "support_accesses"("tenant_id") WHERE "ended_at" IS NULL;

-- A tenant sees when operators acted in it, and can begin and end nothing of that but the permission.
SELECT protect_tenant_table('support_accesses', 'SELECT, INSERT (id, tenant_id, member_id, expires_at), UPDATE (ended_at)');
SELECT protect_tenant_table(
  'impersonations', 'SELECT (id, tenant_id, support_access_id, operator_id, reason, started_at, ended_at)');
SELECT audit_table('support_accesses', 'INSERT OR DELETE OR UPDATE OF expires_at, ended_at');
SELECT audit_table('impersonations', 'INSERT OR DELETE OR UPDATE OF ended_at');

-- The command that removes an operator ends what the operator has begun.
GRANT SELECT, UPDATE (ended_at) ON impersonations TO palisade_operator;
CREATE POLICY operator ON impersonations TO palisade_operator USING (true) WITH CHECK (true);

-- An operator begins to act only for the owner who allows it now, and only in the own name. Neither a wrong query nor the
-- code above it can do without the permission.
GRANT SELECT (id, tenant_id, member_id, created_at, expires_at, ended_at) ON support_accesses TO palisade_console;
GRANT SELECT, INSERT (id, tenant_id, support_access_id, member_id, operator_id, session_id, reason), UPDATE (ended_at)
  ON impersonations TO palisade_console;
GRANT SELECT (membership_version) ON memberships TO palisade_console;
CREATE POLICY console ON support_accesses FOR SELECT TO palisade_console
  USING ((SELECT current_operator_id()) IS NOT NULL);
CREATE POLICY console_reads ON impersonations FOR SELECT TO palisade_console
  USING ((SELECT current_operator_id()) IS NOT NULL);
CREATE POLICY console_ends ON impersonations FOR UPDATE TO palisade_console
  USING ((SELECT current_operator_id()) IS NOT NULL) WITH CHECK (ended_at IS NOT NULL);
CREATE POLICY console_begins ON impersonations FOR INSERT TO palisade_console WITH CHECK (
  operator_id = (SELECT current_operator_id())
  AND session_id = nullif(current_setting('app.operator_session', true), '')::uuid
  AND EXISTS (
    SELECT FROM support_accesses AS allowed
    JOIN memberships AS owner ON owner.tenant_id = allowed.tenant_id AND owner.id = allowed.member_id
    WHERE allowed.id = support_access_id AND allowed.tenant_id = impersonations.tenant_id
      AND allowed.member_id = impersonations.member_id AND allowed.ended_at IS NULL AND allowed.expires_at > now()
      AND owner.role = 'owner' AND owner.disabled_at IS NULL));
CREATE CONSTRAINT TRIGGER audited_by_console AFTER INSERT OR UPDATE ON impersonations DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW WHEN (current_user = 'palisade_console') EXECUTE FUNCTION require_audit_entry('tenant_id');

-- Whether an impersonation of this tenant goes on: neither it nor the permission has ended, and the operator is present.
GRANT SELECT ON impersonations, support_accesses TO palisade_supervisor;
CREATE POLICY supervisor ON impersonations FOR SELECT TO palisade_supervisor USING (true);
CREATE POLICY supervisor ON support_accesses FOR SELECT TO palisade_supervisor USING (true);
CREATE FUNCTION impersonation_goes_on(impersonation uuid, tenant uuid, member uuid) RETURNS boolean LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT EXISTS (
    SELECT FROM impersonations AS acting JOIN support_accesses AS allowed ON allowed.id = acting.support_access_id
    WHERE acting.id = impersonation AND acting.tenant_id = tenant AND acting.member_id = member
      AND acting.ended_at IS NULL AND allowed.ended_at IS NULL AND allowed.expires_at > now()
      AND operator_is_present(acting.operator_id, acting.session_id))
$$;

-- What `assert_caller` checks of a member, for an operator who acts for one.
CREATE FUNCTION assert_impersonation(member uuid, version integer, impersonation uuid) RETURNS boolean
LANGUAGE plpgsql STABLE AS $$
BEGIN
  PERFORM FROM tenants WHERE id = current_tenant_id() AND state = 'active';
  IF NOT FOUND THEN
    RAISE EXCEPTION 'tenant suspended' USING ERRCODE = 'PA001';
  END IF;
  PERFORM FROM memberships
    WHERE tenant_id = current_tenant_id() AND id = member AND membership_version = version AND disabled_at IS NULL;
  IF NOT FOUND OR NOT impersonation_goes_on(impersonation, current_tenant_id(), member) THEN
    RAISE EXCEPTION 'impersonation ended' USING ERRCODE = 'PA002';
  END IF;
  RETURN true;
END
$$;
REVOKE EXECUTE ON FUNCTION impersonation_goes_on, assert_impersonation FROM PUBLIC;
GRANT EXECUTE ON FUNCTION impersonation_goes_on, assert_impersonation TO palisade_tenant;
GRANT EXECUTE ON FUNCTION impersonation_goes_on TO palisade_console;
GRANT CREATE ON SCHEMA public TO palisade_supervisor;
ALTER FUNCTION impersonation_goes_on OWNER TO palisade_supervisor;
REVOKE CREATE ON SCHEMA public FROM palisade_supervisor;
