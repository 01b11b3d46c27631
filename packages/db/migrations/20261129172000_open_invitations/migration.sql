-- AlterTable
ALTER TABLE "invitations" ADD COLUMN "failed_at" TIMESTAMPTZ(3);

-- One open invitation for each email of a tenant: the newest of those that are open stays.
ALTER TABLE "invitations" NO FORCE ROW LEVEL SECURITY;
UPDATE "invitations" AS older SET "revoked_at" = now()
WHERE "accepted_at" IS NULL AND "revoked_at" IS NULL AND EXISTS (
  SELECT FROM "invitations" AS newer
  WHERE newer.tenant_id = older.tenant_id AND newer.email = older.email
    AND newer.accepted_at IS NULL AND newer.revoked_at IS NULL
    AND (newer.created_at, newer.id) > (older.created_at, older.id));
ALTER TABLE "invitations" FORCE ROW LEVEL SECURITY;

-- Prisma's language has no partial index. It also serves the list and the count of the open ones.
CREATE UNIQUE INDEX "invitations_open_key" ON "invitations"("tenant_id", "email")
  WHERE "accepted_at" IS NULL AND "revoked_at" IS NULL;

-- CreateIndex
CREATE INDEX "invitations_accepted_at_idx" ON "invitations"("accepted_at");

-- CreateIndex
CREATE INDEX "invitations_revoked_at_idx" ON "invitations"("revoked_at");

-- To send an invitation again makes another one, so a tenant revokes and changes nothing else. Neither the tenant nor the
-- worker reads the hash of a token.
REVOKE UPDATE (invited_by, expires_at, sent_at) ON invitations FROM palisade_tenant;
GRANT SELECT (failed_at) ON invitations TO palisade_tenant;
REVOKE ALL ON invitations FROM palisade_job;
GRANT SELECT (id, tenant_id, email, role, invited_by, created_at, expires_at, sent_at, failed_at, accepted_at, revoked_at),
  UPDATE (token_hash, sent_at, failed_at) ON invitations TO palisade_job;

-- The worker sends for an active tenant alone, and names the member who invites.
GRANT SELECT (state) ON tenants TO palisade_job;
GRANT SELECT (user_id, removed_at) ON memberships TO palisade_job;
GRANT SELECT (id, email) ON users TO palisade_job;
CREATE POLICY members_in_jobs ON users FOR SELECT TO palisade_job USING (EXISTS (
  SELECT FROM memberships
  WHERE user_id = users.id AND tenant_id = current_tenant_id() AND removed_at IS NULL));

-- An invitation that is closed is of use to nobody. The address of somebody who never joined is not kept for long.
GRANT SELECT (accepted_at, revoked_at) ON invitations TO palisade_housekeeper;
DROP POLICY past_its_time ON invitations;
CREATE POLICY past_its_time ON invitations TO palisade_housekeeper USING (
  expires_at < now() - interval '30 days'
  OR accepted_at < now() - interval '1 day' OR revoked_at < now() - interval '1 day');
