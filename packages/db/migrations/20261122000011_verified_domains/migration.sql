-- AlterTable
ALTER TABLE "tenant_origins" DROP COLUMN "verified",
ADD COLUMN "token" UUID NOT NULL DEFAULT gen_random_uuid(),
ADD COLUMN "verified_at" TIMESTAMPTZ(3),
ADD COLUMN "seen_at" TIMESTAMPTZ(3),
ADD COLUMN "checked_at" TIMESTAMPTZ(3),
ADD COLUMN "next_check_at" TIMESTAMPTZ(3) DEFAULT CURRENT_TIMESTAMP,
ADD COLUMN "decided_by_operator" BOOLEAN NOT NULL DEFAULT false;

-- CreateIndex
CREATE INDEX "tenant_origins_next_check_at_idx" ON "tenant_origins"("next_check_at");

-- Origins that were believed without proof have to bring it now. A tenant still fills in none of these columns, not even
-- the token: the workers say what they found, and the operator decides where nobody shall look.
GRANT SELECT, UPDATE (verified_at, seen_at, checked_at, next_check_at) ON tenant_origins TO palisade_job;
GRANT UPDATE (verified_at, next_check_at, decided_by_operator) ON tenant_origins TO palisade_operator;
GRANT SELECT (id, tenant_id, next_check_at) ON tenant_origins TO palisade_housekeeper;

CREATE POLICY own_tenant_in_jobs ON tenant_origins TO palisade_job
  USING (tenant_id = current_tenant_id()) WITH CHECK (tenant_id = current_tenant_id());
CREATE POLICY due ON tenant_origins TO palisade_housekeeper USING (next_check_at <= now());
