-- CreateTable
CREATE TABLE "audit_entries" (
    "tenant_id" UUID NOT NULL,
    "seq" BIGINT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "event" TEXT NOT NULL,
    "actor_kind" TEXT NOT NULL,
    "actor_id" UUID,
    "object_id" UUID NOT NULL,
    "request_id" TEXT,
    "facts" JSONB NOT NULL,
    "previous_hash" TEXT NOT NULL,
    "hash" TEXT NOT NULL,

    CONSTRAINT "audit_entries_pkey" PRIMARY KEY ("tenant_id","seq")
);

-- CreateTable
CREATE TABLE "audit_heads" (
    "tenant_id" UUID NOT NULL,
    "seq" BIGINT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "hash" TEXT NOT NULL,
    "changed_in" BIGINT NOT NULL,

    CONSTRAINT "audit_heads_pkey" PRIMARY KEY ("tenant_id")
);

-- CreateIndex
CREATE INDEX "audit_entries_tenant_id_at_seq_idx" ON "audit_entries"("tenant_id", "at", "seq");

-- CreateIndex
CREATE INDEX "audit_entries_tenant_id_event_seq_idx" ON "audit_entries"("tenant_id", "event", "seq");

-- CreateIndex
CREATE INDEX "audit_entries_tenant_id_actor_id_seq_idx" ON "audit_entries"("tenant_id", "actor_id", "seq");

-- Neither table refers to tenants or members: the trail outlives both, and holds nothing but ids and words of the contracts.
-- A fact is an id, a word, or several words. A name or an email does not have this form.
CREATE FUNCTION audit_facts_are_plain(facts jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN jsonb_typeof(facts) = 'object' AND NOT EXISTS (
  SELECT FROM jsonb_each(facts) AS fact(name, value)
  WHERE jsonb_typeof(value) <> 'string' OR (value #>> '{}') !~ '^[a-z0-9:.-]+( [a-z0-9:.-]+)*$'
);
ALTER TABLE audit_entries
  ADD CONSTRAINT audit_entries_plain_facts CHECK (audit_facts_are_plain(facts)),
  ADD CONSTRAINT audit_entries_plain_words CHECK (
    event ~ '^[a-z][a-z.-]{0,63}$' AND actor_kind ~ '^[a-z][a-z-]{0,31}$' AND request_id ~ '^[0-9a-f]+$');

-- The text that is hashed: JSON with sorted members and without space, which is the canonical form of RFC 8785 for what an
-- entry contains (texts, whole numbers and null).
CREATE FUNCTION audit_canonical(value jsonb) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN jsonb_typeof(value) <> 'object' THEN value::text ELSE '{' || coalesce((
    SELECT string_agg(to_json(name)::text || ':' || audit_canonical(member), ',' ORDER BY name COLLATE "C")
    FROM jsonb_each(value) AS members(name, member)
  ), '') || '}' END
$$;

DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'palisade_auditor') THEN
    CREATE ROLE palisade_auditor NOLOGIN;
  END IF;
END $$;

-- Numbers an entry, dates it and chains it to the one before. Who inserts an entry can set none of these. The lock on the
-- head makes transactions that write to the trail of one tenant wait for each other, from here to their end: this is why
-- packages/db writes entries last.
CREATE FUNCTION append_audit_entry() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  head audit_heads;
BEGIN
  INSERT INTO audit_heads VALUES (NEW.tenant_id, 0, '-infinity', repeat('0', 64), 0) ON CONFLICT DO NOTHING;
  SELECT * INTO head FROM audit_heads WHERE tenant_id = NEW.tenant_id FOR UPDATE;
  NEW.seq := head.seq + 1;
  -- Never before the entry before, whatever the clock does: a period is then a range of the chain.
  NEW.at := greatest(date_trunc('milliseconds', clock_timestamp()), head.at);
  NEW.previous_hash := head.hash;
  NEW.hash := encode(sha256(convert_to(audit_canonical(jsonb_build_object(
    'tenantId', NEW.tenant_id,
    'seq', NEW.seq,
    'at', to_char(NEW.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
    'event', NEW.event,
    'actor', jsonb_build_object('kind', NEW.actor_kind, 'id', NEW.actor_id),
    'object', NEW.object_id,
    'requestId', NEW.request_id,
    'facts', NEW.facts,
    'previousHash', NEW.previous_hash
  )), 'UTF8')), 'hex');
  UPDATE audit_heads SET seq = NEW.seq, at = NEW.at, hash = NEW.hash, changed_in = pg_current_xact_id()::text::bigint
    WHERE tenant_id = NEW.tenant_id;
  RETURN NEW;
END
$$;
CREATE TRIGGER append BEFORE INSERT ON audit_entries FOR EACH ROW EXECUTE FUNCTION append_audit_entry();

-- Beside the privileges, which nobody has: the owner of the tables has them all.
CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the audit trail is append-only';
END
$$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entries
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();
CREATE TRIGGER append_only BEFORE DELETE OR TRUNCATE ON audit_heads
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();

ALTER TABLE audit_entries ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_entries FORCE ROW LEVEL SECURITY;
ALTER TABLE audit_heads ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_heads FORCE ROW LEVEL SECURITY;

CREATE POLICY own_tenant ON audit_entries TO palisade_tenant, palisade_job
  USING (tenant_id = current_tenant_id()) WITH CHECK (tenant_id = current_tenant_id());
CREATE POLICY any_tenant ON audit_entries TO palisade_identity, palisade_operator USING (true) WITH CHECK (true);
CREATE POLICY own_tenant ON audit_heads FOR SELECT TO palisade_tenant USING (tenant_id = current_tenant_id());
CREATE POLICY operator ON audit_heads FOR SELECT TO palisade_operator USING (true);
CREATE POLICY auditor ON audit_heads TO palisade_auditor USING (true) WITH CHECK (true);

GRANT INSERT (tenant_id, event, actor_kind, actor_id, object_id, request_id, facts) ON audit_entries
  TO palisade_tenant, palisade_identity, palisade_operator, palisade_job;
GRANT SELECT ON audit_entries, audit_heads TO palisade_tenant, palisade_operator;
GRANT USAGE ON SCHEMA public TO palisade_auditor;
GRANT SELECT, INSERT, UPDATE ON audit_heads TO palisade_auditor;

REVOKE EXECUTE ON FUNCTION append_audit_entry, refuse_audit_change FROM PUBLIC;
GRANT palisade_auditor TO CURRENT_USER;
GRANT CREATE ON SCHEMA public TO palisade_auditor;
ALTER FUNCTION append_audit_entry OWNER TO palisade_auditor;
REVOKE CREATE ON SCHEMA public FROM palisade_auditor;
