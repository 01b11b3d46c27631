-- Whether an operator acts for a member of this tenant now. A job asks it before it saves what the operator has uploaded: support
-- access may have ended since.
CREATE FUNCTION operator_acts(operator uuid, member uuid) RETURNS boolean LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT EXISTS (
    SELECT FROM impersonations AS acting
    WHERE acting.operator_id = operator AND acting.tenant_id = current_tenant_id() AND acting.member_id = member
      AND impersonation_goes_on(acting.id, current_tenant_id(), member))
$$;
REVOKE EXECUTE ON FUNCTION operator_acts FROM PUBLIC;
GRANT EXECUTE ON FUNCTION operator_acts TO palisade_job;
GRANT CREATE ON SCHEMA public TO palisade_supervisor;
ALTER FUNCTION operator_acts OWNER TO palisade_supervisor;
REVOKE CREATE ON SCHEMA public FROM palisade_supervisor;
