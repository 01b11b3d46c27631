-- AlterTable
ALTER TABLE "sessions" ADD COLUMN "last_used_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;

-- Each exchange of the refresh token lets the session live on.
GRANT UPDATE (last_used_at, expires_at) ON sessions TO palisade_identity;
