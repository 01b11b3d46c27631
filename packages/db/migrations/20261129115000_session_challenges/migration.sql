-- AlterTable
-- The challenge that a session was opened with: each opens one.
ALTER TABLE "sessions" ADD COLUMN "challenge" TEXT;

-- CreateIndex
CREATE UNIQUE INDEX "sessions_challenge_key" ON "sessions"("challenge");

-- A person ends all sessions on a tenant's own page for this tenant alone.
GRANT UPDATE (sessions_after) ON memberships TO palisade_identity;
