-- AlterTable
-- Sessions that are open now get 30 days from now. The default is for them alone: every sign-in sets its own.
ALTER TABLE "sessions" ADD COLUMN "ends_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP + interval '30 days';
ALTER TABLE "sessions" ALTER COLUMN "ends_at" DROP DEFAULT;

-- AlterTable
ALTER TABLE "refresh_tokens" ADD COLUMN "attempt_hash" TEXT;

-- A refresh moves expires_at and cannot move ends_at, for want of a grant: no code path prolongs a session.
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_expire_before_they_end" CHECK (expires_at <= ends_at);
GRANT UPDATE (attempt_hash) ON refresh_tokens TO palisade_identity;

-- Switching a second factor off outdates the access tokens of its owner, as a change of role does.
GRANT UPDATE (membership_version) ON users TO palisade_identity;
