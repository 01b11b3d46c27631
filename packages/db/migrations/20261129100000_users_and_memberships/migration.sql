-- A person has one email, one password and one second factor, and belongs to any number of tenants. What was a user of one
-- tenant becomes a membership with the same id, so orders, events, reports and API keys keep naming it, and a user, whose
-- id is the same for rows of before.

-- The owner of the tables may be a login that row-level security holds too. It copies rows below.
ALTER TABLE "users" NO FORCE ROW LEVEL SECURITY;
ALTER TABLE "sessions" NO FORCE ROW LEVEL SECURITY;

-- RenameTable
ALTER TABLE "users" RENAME TO "memberships";
ALTER INDEX "users_pkey" RENAME TO "memberships_pkey";
ALTER INDEX "users_tenant_id_id_key" RENAME TO "memberships_tenant_id_id_key";
ALTER TABLE "memberships" RENAME CONSTRAINT "users_tenant_id_fkey" TO "memberships_tenant_id_fkey";

-- CreateTable
CREATE TABLE "users" (
    "id" UUID NOT NULL,
    "email" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "password_hash" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "users_pkey" PRIMARY KEY ("id")
);
INSERT INTO "users" ("id", "email", "name", "password_hash", "created_at")
  SELECT "id", "email", "name", "password_hash", "created_at" FROM "memberships";

-- AlterTable
ALTER TABLE "memberships" ADD COLUMN "user_id" UUID,
ADD COLUMN "sessions_after" TIMESTAMPTZ(3),
ADD COLUMN "last_used_at" TIMESTAMPTZ(3);
UPDATE "memberships" SET "user_id" = "id";
ALTER TABLE "memberships" ALTER COLUMN "user_id" SET NOT NULL,
DROP COLUMN "email",
DROP COLUMN "name",
DROP COLUMN "password_hash";

-- A session belongs to the person. It notes the membership that its last access token was for.
ALTER TABLE "sessions" DROP CONSTRAINT "sessions_tenant_id_user_id_fkey";
ALTER TABLE "sessions" RENAME COLUMN "user_id" TO "member_id";
ALTER INDEX "sessions_tenant_id_user_id_idx" RENAME TO "sessions_tenant_id_member_id_idx";
ALTER TABLE "sessions" ADD COLUMN "user_id" UUID;
UPDATE "sessions" SET "user_id" = "member_id";
ALTER TABLE "sessions" ALTER COLUMN "user_id" SET NOT NULL;

-- A second factor belongs to the person too.
ALTER TABLE "second_factors" DROP CONSTRAINT "second_factors_tenant_id_user_id_fkey",
DROP COLUMN "tenant_id";

-- CreateIndex
CREATE UNIQUE INDEX "users_email_key" ON "users"("email");

-- CreateIndex
CREATE UNIQUE INDEX "memberships_tenant_id_user_id_key" ON "memberships"("tenant_id", "user_id");

-- CreateIndex
CREATE INDEX "memberships_user_id_idx" ON "memberships"("user_id");

-- CreateIndex
CREATE INDEX "sessions_user_id_idx" ON "sessions"("user_id");

-- AddForeignKey
ALTER TABLE "memberships" ADD CONSTRAINT "memberships_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_tenant_id_member_id_fkey" FOREIGN KEY ("tenant_id", "member_id") REFERENCES "memberships"("tenant_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "second_factors" ADD CONSTRAINT "second_factors_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "memberships" FORCE ROW LEVEL SECURITY;
ALTER TABLE "sessions" FORCE ROW LEVEL SECURITY;
ALTER TABLE "users" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "users" FORCE ROW LEVEL SECURITY;

-- A tenant reads the name and the email of its own members, and can change no person.
GRANT SELECT (id, email, name) ON users TO palisade_tenant;
GRANT SELECT, INSERT, UPDATE (password_hash) ON users TO palisade_identity;
CREATE POLICY members ON users FOR SELECT TO palisade_tenant
  USING (EXISTS (SELECT FROM memberships WHERE user_id = users.id AND tenant_id = current_tenant_id()));
CREATE POLICY identity ON users TO palisade_identity USING (true) WITH CHECK (true);

GRANT SELECT (user_id, sessions_after, last_used_at), UPDATE (sessions_after) ON memberships TO palisade_tenant;
GRANT UPDATE (last_used_at) ON memberships TO palisade_identity;

-- A tenant that disables a member moves `sessions_after`, and so ends for itself alone what the person's other tenants
-- go on to use. `assert_caller` has to see whether a session still lives.
REVOKE ALL ON sessions FROM palisade_tenant;
REVOKE UPDATE (revoked_at) ON sessions FROM palisade_tenant;
DROP POLICY own_tenant ON sessions;
GRANT SELECT (id, user_id, created_at, revoked_at) ON sessions TO palisade_tenant;
CREATE POLICY members ON sessions FOR SELECT TO palisade_tenant
  USING (EXISTS (SELECT FROM memberships WHERE user_id = sessions.user_id AND tenant_id = current_tenant_id()));
GRANT UPDATE (tenant_id, member_id) ON sessions TO palisade_identity;

CREATE OR REPLACE FUNCTION assert_caller(caller uuid, version integer, session uuid, api_key uuid) RETURNS boolean
LANGUAGE plpgsql STABLE AS $$
DECLARE
  member record;
BEGIN
  PERFORM FROM tenants WHERE id = current_tenant_id() AND state = 'active';
  IF NOT FOUND THEN
    RAISE EXCEPTION 'tenant suspended' USING ERRCODE = 'PA001';
  END IF;
  SELECT user_id, sessions_after INTO member FROM memberships
    WHERE tenant_id = current_tenant_id() AND id = caller AND membership_version = version AND disabled_at IS NULL;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'membership changed' USING ERRCODE = 'PA002';
  END IF;
  IF api_key IS NULL THEN
    PERFORM FROM sessions
      WHERE id = session AND user_id = member.user_id AND revoked_at IS NULL
        AND (member.sessions_after IS NULL OR created_at > member.sessions_after);
  ELSE
    PERFORM FROM api_keys
      WHERE tenant_id = current_tenant_id() AND id = api_key AND created_by = caller
        AND revoked_at IS NULL AND expires_at > now();
  END IF;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'credential revoked' USING ERRCODE = 'PA002';
  END IF;
  RETURN true;
END
$$;
