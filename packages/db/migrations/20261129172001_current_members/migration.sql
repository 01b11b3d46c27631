-- A tenant sees the sessions of its present members, not of those who left. Their names stay, for what they did.
DROP POLICY members ON sessions;
CREATE POLICY members ON sessions FOR SELECT TO palisade_tenant USING (EXISTS (
  SELECT FROM memberships
  WHERE user_id = sessions.user_id AND tenant_id = current_tenant_id() AND removed_at IS NULL));

-- A sign-in changes no role: an invitation sets one together with letting a member in again.
CREATE FUNCTION keep_role() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the role of a member changes only in the tenant' USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER keep_role BEFORE UPDATE ON memberships FOR EACH ROW
  WHEN (current_user = 'palisade_identity' AND NEW.role <> OLD.role
    AND NOT (OLD.disabled_at IS NOT NULL AND NEW.disabled_at IS NULL))
  EXECUTE FUNCTION keep_role();

-- The worker writes hashes of tokens and reads none.
REVOKE SELECT ON mailed_links FROM palisade_mailer;
GRANT SELECT (id, purpose, email, user_id, created_at, expires_at, sent_at, used_at) ON mailed_links TO palisade_mailer;

-- What `assert_caller` checks of a person in a session, in a tenant of any state: a member leaves a suspended tenant too.
CREATE FUNCTION assert_person(caller uuid, version integer, session uuid) RETURNS boolean
LANGUAGE plpgsql STABLE AS $$
BEGIN
  PERFORM FROM memberships AS member JOIN sessions ON sessions.user_id = member.user_id
    WHERE member.tenant_id = current_tenant_id() AND member.id = caller AND member.membership_version = version
      AND member.disabled_at IS NULL
      AND sessions.id = session AND sessions.revoked_at IS NULL
      AND (member.sessions_after IS NULL OR sessions.created_at > member.sessions_after);
  IF NOT FOUND THEN
    RAISE EXCEPTION 'membership changed' USING ERRCODE = 'PA002';
  END IF;
  RETURN true;
END
$$;
