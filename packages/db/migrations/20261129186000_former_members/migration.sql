-- A tenant keeps the name that a former member had on leaving, because the history of orders says who did what. It no longer
-- reads the person: neither the email, nor what the person is called later.

-- AlterTable
ALTER TABLE "memberships" ADD COLUMN "removed_name" TEXT;

-- Whichever code removes a member, or lets one in again.
CREATE FUNCTION keep_removed_name() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  NEW.removed_name := CASE WHEN NEW.removed_at IS NOT NULL THEN (SELECT name FROM users WHERE id = NEW.user_id) END;
  RETURN NEW;
END
$$;
REVOKE EXECUTE ON FUNCTION keep_removed_name FROM PUBLIC;
CREATE TRIGGER keep_removed_name BEFORE UPDATE OF removed_at ON memberships FOR EACH ROW
  WHEN ((NEW.removed_at IS NULL) <> (OLD.removed_at IS NULL))
  EXECUTE FUNCTION keep_removed_name();

-- The members who were removed before. The owner of the tables may be a login that row-level security holds too.
ALTER TABLE "users" NO FORCE ROW LEVEL SECURITY;
ALTER TABLE "memberships" NO FORCE ROW LEVEL SECURITY;
UPDATE "memberships" SET "removed_name" = users.name
  FROM "users" WHERE users.id = memberships.user_id AND memberships.removed_at IS NOT NULL;
ALTER TABLE "users" FORCE ROW LEVEL SECURITY;
ALTER TABLE "memberships" FORCE ROW LEVEL SECURITY;

GRANT SELECT (removed_name) ON memberships TO palisade_tenant;
DROP POLICY members ON users;
CREATE POLICY members ON users FOR SELECT TO palisade_tenant USING (EXISTS (
  SELECT FROM memberships
  WHERE user_id = users.id AND tenant_id = current_tenant_id() AND removed_at IS NULL));
