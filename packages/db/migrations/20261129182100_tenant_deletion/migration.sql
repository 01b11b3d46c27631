-- AlterTable
ALTER TABLE "tenants" ADD COLUMN "erase_after" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "erased_tenants" (
    "tenant_id" UUID NOT NULL,
    "slug_hash" TEXT NOT NULL,
    "begun_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "erased_at" TIMESTAMPTZ(3),
    "counts" JSONB NOT NULL DEFAULT '{}',
    "seq" BIGINT,
    "hash" TEXT,

    CONSTRAINT "erased_tenants_pkey" PRIMARY KEY ("tenant_id")
);

-- CreateIndex
CREATE INDEX "erased_tenants_slug_hash_idx" ON "erased_tenants"("slug_hash");

-- A tenant that is deleted waits as `deleting`, then a worker erases it as `erasing`. Everything that asks for an active tenant
-- refuses both.
ALTER TABLE tenants ADD CONSTRAINT tenants_known_state CHECK (
  state IN ('active', 'suspended', 'deleting', 'erasing') AND (state NOT IN ('deleting', 'erasing') OR erase_after IS NOT NULL));

-- No hole in the API ends a suspension, or has a tenant erased at once: a transaction of a tenant only begins the wait, which
-- lasts a day at least, and ends it. A worker that has begun to erase is not stopped, since half of a tenant is of no use. When
-- a suspension ends, the wait of before goes on.
CREATE FUNCTION keep_tenant_state() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state = 'erasing' THEN
    RAISE EXCEPTION 'the tenant is being erased' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF current_user = 'palisade_tenant' AND NOT (
    (OLD.state = 'active' AND NEW.state = 'deleting' AND NEW.erase_after > now() + interval '1 day')
    OR (OLD.state = 'deleting' AND NEW.state = 'active' AND NEW.erase_after IS NULL)) THEN
    RAISE EXCEPTION 'the state of a tenant changes by its deletion alone' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF NEW.state = 'active' AND NEW.erase_after IS NOT NULL THEN
    NEW.state := 'deleting';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER keep_state BEFORE UPDATE ON tenants FOR EACH ROW
  WHEN (OLD.state <> NEW.state OR OLD.erase_after IS DISTINCT FROM NEW.erase_after) EXECUTE FUNCTION keep_tenant_state();
GRANT UPDATE (state, erase_after) ON tenants TO palisade_tenant;

-- The mail to the owners says when.
GRANT SELECT (erase_after) ON tenants TO palisade_job;

-- Workers erase as palisade_eraser. Row-level security shows it nothing but tenants whose wait is over, and their rows only
-- once it has marked the tenant.
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'palisade_eraser') THEN
    CREATE ROLE palisade_eraser NOLOGIN;
  END IF;
END $$;
GRANT palisade_eraser TO palisade_worker;
GRANT USAGE ON SCHEMA public, search TO palisade_eraser;

GRANT SELECT (id, slug, state, erase_after), UPDATE (state), DELETE ON tenants TO palisade_eraser;
CREATE POLICY due ON tenants TO palisade_eraser
  USING (state IN ('deleting', 'erasing') AND erase_after <= now()) WITH CHECK (state = 'erasing');

CREATE FUNCTION is_being_erased() RETURNS boolean LANGUAGE sql STABLE
RETURN EXISTS (SELECT FROM tenants WHERE id = current_tenant_id() AND state = 'erasing');

-- One call for each table with tenant_id that is to be erased with the tenant. protect_tenant_table calls it.
CREATE FUNCTION erase_with_tenant(erased regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('GRANT SELECT (tenant_id, ctid), DELETE ON %s TO palisade_eraser', erased);
  EXECUTE format(
    'CREATE POLICY erased_with_tenant ON %s TO palisade_eraser
       USING (tenant_id = public.current_tenant_id() AND (SELECT public.is_being_erased()))', erased);
END
$$;
REVOKE EXECUTE ON FUNCTION erase_with_tenant FROM PUBLIC;

-- Every table of tenants that is there, but for what has to stay or needs more than this.
DO $$
DECLARE
  erased regclass;
BEGIN
  FOR erased IN
    SELECT pg_class.oid FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
    WHERE attname = 'tenant_id' AND relkind = 'r' AND relnamespace IN ('public'::regnamespace, 'search'::regnamespace)
      AND relname NOT IN ('audit_entries', 'audit_heads', 'erased_tenants', 'memberships')
  LOOP
    PERFORM erase_with_tenant(erased);
  END LOOP;
END $$;

CREATE OR REPLACE FUNCTION protect_tenant_table(tenant_table regclass, privileges text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', tenant_table);
  EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', tenant_table);
  EXECUTE format(
    'CREATE POLICY own_tenant ON %s TO palisade_tenant
       USING (tenant_id = current_tenant_id()) WITH CHECK (tenant_id = current_tenant_id())', tenant_table);
  EXECUTE format('GRANT %s ON %s TO palisade_tenant', privileges, tenant_table);
  PERFORM erase_with_tenant(tenant_table);
END
$$;

-- Those tables, each before the ones that it refers to.
CREATE FUNCTION tables_erased_with_tenant() RETURNS SETOF text LANGUAGE sql STABLE AS $$
  WITH RECURSIVE erased AS (
    SELECT polrelid AS id FROM pg_policy WHERE polname = 'erased_with_tenant'
  ), refers AS (
    SELECT DISTINCT conrelid AS child, confrelid AS parent FROM pg_constraint
    WHERE contype = 'f' AND conrelid <> confrelid
      AND conrelid IN (SELECT id FROM erased) AND confrelid IN (SELECT id FROM erased)
  ), deep AS (
    SELECT id, 0 AS depth FROM erased
    UNION
    SELECT refers.child, deep.depth + 1 FROM deep JOIN refers ON refers.parent = deep.id
  )
  SELECT id::regclass::text FROM deep GROUP BY id ORDER BY max(depth) DESC, 1
$$;

-- Persons: a membership goes with the account of a person who has no other one, in any tenant.
GRANT SELECT (id, tenant_id, user_id, ctid), DELETE ON memberships TO palisade_eraser;
CREATE POLICY eraser_looks ON memberships FOR SELECT TO palisade_eraser USING (true);
CREATE POLICY eraser_erases ON memberships FOR DELETE TO palisade_eraser
  USING (tenant_id = current_tenant_id() AND (SELECT is_being_erased()));
GRANT SELECT (id), DELETE ON users TO palisade_eraser;
CREATE POLICY left_by_erasure ON users TO palisade_eraser
  USING ((SELECT is_being_erased()) AND NOT EXISTS (SELECT FROM memberships WHERE user_id = users.id));

-- The proof stays. Nothing changes it once the tenant is erased.
GRANT SELECT, INSERT (tenant_id, slug_hash), UPDATE (erased_at, counts, seq, hash) ON erased_tenants TO palisade_eraser;
GRANT SELECT ON erased_tenants TO palisade_operator;
GRANT SELECT (slug_hash, erased_at) ON erased_tenants TO palisade_identity;
ALTER TABLE erased_tenants ENABLE ROW LEVEL SECURITY;
ALTER TABLE erased_tenants FORCE ROW LEVEL SECURITY;
CREATE POLICY being_erased ON erased_tenants TO palisade_eraser
  USING (tenant_id = current_tenant_id()) WITH CHECK (tenant_id = current_tenant_id());
CREATE POLICY operator ON erased_tenants FOR SELECT TO palisade_operator USING (true);
CREATE POLICY identity ON erased_tenants FOR SELECT TO palisade_identity USING (true);
CREATE FUNCTION keep_proof() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'UPDATE' OR OLD.erased_at IS NOT NULL THEN
    RAISE EXCEPTION 'the proof of an erasure stays as it is';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER keep_proof BEFORE UPDATE OR DELETE ON erased_tenants FOR EACH ROW EXECUTE FUNCTION keep_proof();
CREATE TRIGGER keep_proofs BEFORE TRUNCATE ON erased_tenants FOR EACH STATEMENT EXECUTE FUNCTION keep_proof();

-- The last entry of the trail says that the tenant is erased.
GRANT INSERT (tenant_id, event, actor_kind, actor_id, object_id, request_id, facts) ON audit_entries TO palisade_eraser;
GRANT SELECT ON audit_heads TO palisade_eraser;
CREATE POLICY erased_tenant ON audit_entries FOR INSERT TO palisade_eraser
  WITH CHECK (tenant_id = current_tenant_id() AND event = 'tenant.erased' AND (SELECT is_being_erased()));
CREATE POLICY erased_tenant ON audit_heads FOR SELECT TO palisade_eraser USING (tenant_id = current_tenant_id());

-- Marks a tenant whose wait is over. From then on nobody can cancel. False where the deletion was cancelled.
CREATE FUNCTION begin_erasure() RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  IF is_being_erased() THEN
    RETURN true;
  END IF;
  UPDATE tenants SET state = 'erasing' WHERE id = current_tenant_id() AND state = 'deleting';
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  INSERT INTO erased_tenants (tenant_id, slug_hash)
    SELECT id, encode(sha256(convert_to(slug, 'UTF8')), 'hex') FROM tenants WHERE id = current_tenant_id();
  RETURN true;
END
$$;

CREATE FUNCTION count_erased(what text, removed integer) RETURNS void LANGUAGE sql AS $$
  UPDATE erased_tenants SET counts = counts || jsonb_build_object(what, coalesce((counts ->> what)::bigint, 0) + removed)
  WHERE tenant_id = current_tenant_id() AND removed > 0
$$;

-- Each erases some rows in a transaction of its own, counts them in the proof, and returns how many.
CREATE FUNCTION erase_rows(erased regclass, most integer) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
  removed integer;
BEGIN
  EXECUTE format(
    'DELETE FROM %1$s WHERE ctid = ANY (ARRAY(SELECT ctid FROM %1$s WHERE tenant_id = current_tenant_id() LIMIT %2$s))',
    erased, most);
  GET DIAGNOSTICS removed = ROW_COUNT;
  PERFORM count_erased(erased::text, removed);
  RETURN removed;
END
$$;

CREATE FUNCTION erase_members(most integer) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
  removed integer;
  people uuid[];
BEGIN
  WITH gone AS (
    DELETE FROM memberships
    WHERE ctid = ANY (ARRAY(SELECT ctid FROM memberships WHERE tenant_id = current_tenant_id() LIMIT most))
    RETURNING user_id
  )
  SELECT count(*), array_agg(user_id) INTO removed, people FROM gone;
  PERFORM count_erased('memberships', removed);
  -- Row-level security keeps the accounts of people who belong to other tenants.
  DELETE FROM users WHERE id = ANY (people);
  GET DIAGNOSTICS removed = ROW_COUNT;
  PERFORM count_erased('users', removed);
  RETURN coalesce(cardinality(people), 0);
END
$$;

-- Fails where a row that refers to the tenant is left.
CREATE FUNCTION finish_erasure() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  head audit_heads;
BEGIN
  INSERT INTO audit_entries (tenant_id, event, actor_kind, object_id, facts)
    VALUES (current_tenant_id(), 'tenant.erased', 'system', current_tenant_id(), '{}');
  SELECT * INTO head FROM audit_heads WHERE tenant_id = current_tenant_id();
  UPDATE erased_tenants SET erased_at = now(), seq = head.seq, hash = head.hash WHERE tenant_id = current_tenant_id();
  DELETE FROM tenants WHERE id = current_tenant_id();
END
$$;

REVOKE EXECUTE ON FUNCTION is_being_erased, tables_erased_with_tenant, begin_erasure, count_erased, erase_rows, erase_members,
  finish_erasure FROM PUBLIC;
GRANT EXECUTE ON FUNCTION is_being_erased, tables_erased_with_tenant, begin_erasure, count_erased, erase_rows, erase_members,
  finish_erasure TO palisade_eraser;

-- The short name of an erased tenant stays taken for 90 days: links and mails of before must not lead to somebody else.
CREATE FUNCTION reserve_erased_slug() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM erased_tenants
    WHERE slug_hash = encode(sha256(convert_to(NEW.slug, 'UTF8')), 'hex')
      AND (erased_at IS NULL OR erased_at > now() - interval '90 days');
  IF FOUND THEN
    RAISE unique_violation USING
      MESSAGE = 'the slug is reserved', DETAIL = format('Key (slug)=(%s) already exists.', NEW.slug),
      CONSTRAINT = 'tenants_slug_key', TABLE = 'tenants';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER reserve_slug BEFORE INSERT ON tenants FOR EACH ROW
  WHEN (current_user = 'palisade_identity') EXECUTE FUNCTION reserve_erased_slug();
