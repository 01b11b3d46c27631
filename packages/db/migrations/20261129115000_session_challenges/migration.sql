-- AlterTable
-- The challenge that a session was opened with: each opens one.
ALTER TABLE "sessions" ADD COLUMN "challenge" TEXT;

-- CreateIndex
CREATE UNIQUE INDEX "sessions_challenge_key" ON "sessions"("challenge");
