-- The history of an order names the operator who acted for the member, and so does an import whose orders a job saves later.
-- The database knows the operator by the impersonation that it checks anyway, so no handler can leave the name out.

-- AlterTable
ALTER TABLE "order_events" ADD COLUMN "operator_id" UUID DEFAULT nullif(current_setting('app.acting_operator', true), '')::uuid;

-- AlterTable
ALTER TABLE "order_imports" ADD COLUMN "operator_id" UUID DEFAULT nullif(current_setting('app.acting_operator', true), '')::uuid;

-- A transaction of a tenant cannot choose the operator.
REVOKE INSERT ON order_events FROM palisade_tenant;
GRANT INSERT (id, tenant_id, order_id, actor_id, action, from_status, to_status, at) ON order_events TO palisade_tenant;

CREATE OR REPLACE FUNCTION assert_impersonation(member uuid, version integer, impersonation uuid) RETURNS boolean
LANGUAGE plpgsql VOLATILE AS $$
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
  -- Until the end of the transaction that begins with this check.
  PERFORM set_config('app.acting_operator', operator_id::text, true) FROM impersonations
    WHERE id = impersonation AND tenant_id = current_tenant_id();
  RETURN true;
END
$$;
