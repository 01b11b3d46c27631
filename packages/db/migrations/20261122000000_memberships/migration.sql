-- AlterTable
ALTER TABLE "users" ADD COLUMN "disabled_at" TIMESTAMPTZ(3),
ADD COLUMN "membership_version" INTEGER NOT NULL DEFAULT 1;

-- Who manages the members of a tenant does so among its own rows, and never sees a password.
GRANT SELECT (email, role, membership_version, disabled_at, created_at) ON users TO palisade_tenant;
GRANT UPDATE (role, membership_version, disabled_at) ON users TO palisade_tenant;
