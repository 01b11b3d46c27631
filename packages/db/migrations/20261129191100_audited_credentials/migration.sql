-- How a person signs in does not change without an entry in the audit trails, whichever code changes it. audit_table does this for
-- tables of tenants; a person belongs to any number of them.
GRANT SELECT (user_id, tenant_id, removed_at) ON memberships TO palisade_auditor;
CREATE POLICY auditor ON memberships FOR SELECT TO palisade_auditor USING (true);

-- `each`: every tenant of the person learns of it. `some`: one of them does, or the trail of the operators, which records that one
-- opens the console. A person who belongs to no tenant any longer is in no trail.
CREATE FUNCTION require_person_entries() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  changed jsonb := CASE WHEN TG_OP = 'DELETE' THEN to_jsonb(OLD) ELSE to_jsonb(NEW) END;
  person uuid := (changed ->> TG_ARGV[0])::uuid;
  tenants uuid[] := ARRAY(SELECT tenant_id FROM memberships WHERE user_id = person AND removed_at IS NULL);
  written uuid[] := ARRAY(SELECT tenant_id FROM audit_heads WHERE changed_in = pg_current_xact_id()::text::bigint
    AND tenant_id = ANY (tenants || '00000000-0000-0000-0000-000000000000'::uuid));
BEGIN
  IF TG_ARGV[1] = 'each' AND NOT tenants <@ written OR cardinality(tenants) > 0 AND cardinality(written) = 0 THEN
    RAISE EXCEPTION 'a change of % without an entry in the audit trail', TG_TABLE_NAME;
  END IF;
  RETURN NULL;
END
$$;
REVOKE EXECUTE ON FUNCTION require_person_entries FROM PUBLIC;
GRANT CREATE ON SCHEMA public TO palisade_auditor;
ALTER FUNCTION require_person_entries OWNER TO palisade_auditor;
REVOKE CREATE ON SCHEMA public FROM palisade_auditor;

CREATE FUNCTION audit_person_table(audited regclass, events text, user_column text, entries text, condition text DEFAULT 'true')
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format(
    'CREATE CONSTRAINT TRIGGER %I AFTER %s ON %s DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
       WHEN (current_user IN (''palisade_tenant'', ''palisade_identity'', ''palisade_operator'', ''palisade_job'') AND %s)
       EXECUTE FUNCTION require_person_entries(%L, %L)',
    'audited_person_' || lower(split_part(events, ' ', 1)), events, audited, condition, user_column, entries);
END
$$;
REVOKE EXECUTE ON FUNCTION audit_person_table FROM PUBLIC;

SELECT audit_person_table('users', 'INSERT OR UPDATE OF email, password_hash', 'id', 'each');

-- A secret that no code has confirmed proves nothing.
SELECT audit_person_table('second_factors', 'INSERT', 'user_id', 'each', 'NEW.confirmed_at IS NOT NULL');
SELECT audit_person_table('second_factors', 'UPDATE OF user_id, sealed_secret, confirmed_at', 'user_id', 'each');
SELECT audit_person_table('second_factors', 'DELETE', 'user_id', 'each', 'OLD.confirmed_at IS NOT NULL');

-- A recovery code is deleted by its use: the entry says what it opened.
SELECT audit_person_table('recovery_codes', 'INSERT OR UPDATE', 'user_id', 'each');
SELECT audit_person_table('recovery_codes', 'DELETE', 'user_id', 'some');

-- Refreshes are too many for the trail: they move expires_at and last_used_at.
SELECT audit_table('sessions', 'INSERT');
SELECT audit_person_table(
  'sessions', 'DELETE OR UPDATE OF user_id, tenant_id, member_id, ends_at, second_factor_at, revoked_at', 'user_id', 'some');
