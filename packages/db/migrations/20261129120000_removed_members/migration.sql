-- AlterTable
ALTER TABLE "memberships" ADD COLUMN "removed_at" TIMESTAMPTZ(3);

-- A member who was removed is disabled too, so that what asks whether a member is disabled refuses both.
ALTER TABLE "memberships" ADD CONSTRAINT "memberships_removed_is_disabled"
  CHECK (removed_at IS NULL OR disabled_at IS NOT NULL);

GRANT SELECT (removed_at), UPDATE (removed_at) ON memberships TO palisade_tenant;
