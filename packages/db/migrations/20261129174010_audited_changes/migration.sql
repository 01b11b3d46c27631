-- Who may do what in a tenant does not change without an entry in its trail, whichever code changes it: a transaction of the
-- roles below that has written none fails when it commits. The owner of the tables, who runs migrations, is not held to it.
CREATE FUNCTION require_audit_entry() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  changed jsonb := CASE WHEN TG_OP = 'DELETE' THEN to_jsonb(OLD) ELSE to_jsonb(NEW) END;
BEGIN
  PERFORM FROM audit_heads
    WHERE tenant_id = (changed ->> TG_ARGV[0])::uuid AND changed_in = pg_current_xact_id()::text::bigint;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'a change of % without an entry in the audit trail', TG_TABLE_NAME;
  END IF;
  RETURN NULL;
END
$$;
REVOKE EXECUTE ON FUNCTION require_audit_entry FROM PUBLIC;
GRANT CREATE ON SCHEMA public TO palisade_auditor;
ALTER FUNCTION require_audit_entry OWNER TO palisade_auditor;
REVOKE CREATE ON SCHEMA public FROM palisade_auditor;

-- One call for each table that has to leave a trail.
--   SELECT audit_table('customers', 'INSERT OR DELETE OR UPDATE OF state');
CREATE FUNCTION audit_table(audited regclass, events text, tenant_column text DEFAULT 'tenant_id', condition text DEFAULT 'true')
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format(
    'CREATE CONSTRAINT TRIGGER %I AFTER %s ON %s DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
       WHEN (current_user IN (''palisade_tenant'', ''palisade_identity'', ''palisade_operator'', ''palisade_job'') AND %s)
       EXECUTE FUNCTION require_audit_entry(%L)',
    'audited_' || lower(split_part(events, ' ', 1)), events, audited, condition, tenant_column);
END
$$;
REVOKE EXECUTE ON FUNCTION audit_table FROM PUBLIC;

SELECT audit_table('tenants', 'INSERT OR DELETE OR UPDATE OF slug, name, tier, state', 'id');
SELECT audit_table('memberships', 'INSERT OR DELETE OR UPDATE OF role, disabled_at, removed_at');
SELECT audit_table('invitations', 'INSERT OR UPDATE OF role, invited_by, expires_at, accepted_at, revoked_at');
SELECT audit_table('service_accounts', 'INSERT OR DELETE OR UPDATE OF name, scopes');
SELECT audit_table('api_keys', 'INSERT OR DELETE OR UPDATE OF hash, scopes, expires_at, revoked_at');
SELECT audit_table('tenant_origins', 'INSERT OR DELETE');
-- Each lookup of a record writes the time again.
SELECT audit_table('tenant_origins', 'UPDATE OF verified_at',
  condition => '(OLD.verified_at IS NULL) <> (NEW.verified_at IS NULL)');
