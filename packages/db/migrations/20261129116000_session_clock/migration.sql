-- AlterTable
-- The clock of the database, which also sets "sessions_after" of a membership: clocks of nodes may differ.
ALTER TABLE "sessions" ALTER COLUMN "created_at" SET DEFAULT clock_timestamp();
