-- CreateTable
CREATE TABLE "usage_counts" (
    "tenant_id" UUID NOT NULL,
    "unit" TEXT NOT NULL,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "caller_kind" TEXT NOT NULL,
    "caller_id" UUID NOT NULL,
    "class" TEXT NOT NULL,
    "requests" BIGINT NOT NULL,
    "units" BIGINT NOT NULL,
    "unauthenticated" BIGINT NOT NULL,
    "forbidden" BIGINT NOT NULL,
    "limited" BIGINT NOT NULL,

    CONSTRAINT "usage_counts_pkey" PRIMARY KEY ("tenant_id","unit","starts_at","caller_id","class")
);

-- CreateIndex
CREATE INDEX "usage_counts_starts_at_idx" ON "usage_counts"("starts_at");

-- CreateIndex
CREATE INDEX "orders_tenant_id_created_at_status_currency_total_minor_idx" ON "orders"("tenant_id", "created_at", "status", "currency", "total_minor");

-- AddForeignKey
ALTER TABLE "usage_counts" ADD CONSTRAINT "usage_counts_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- A tenant reads its usage. Nodes of the API add to that of all tenants, in a role that reaches nothing else.
SELECT protect_tenant_table('usage_counts', 'SELECT');

DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'palisade_meter') THEN
    CREATE ROLE palisade_meter NOLOGIN;
  END IF;
END
$$;
GRANT palisade_meter TO palisade_api;
GRANT USAGE ON SCHEMA public TO palisade_meter;
GRANT SELECT, INSERT, UPDATE (requests, units, unauthenticated, forbidden, limited) ON usage_counts TO palisade_meter;
GRANT SELECT (id) ON tenants TO palisade_meter;
CREATE POLICY meter ON usage_counts TO palisade_meter USING (true) WITH CHECK (true);
CREATE POLICY meter ON tenants FOR SELECT TO palisade_meter USING (true);

GRANT SELECT (tenant_id, unit, starts_at, caller_id, class), DELETE ON usage_counts TO palisade_housekeeper;
CREATE POLICY past_its_time ON usage_counts TO palisade_housekeeper
  USING (starts_at < now() - CASE unit WHEN 'hour' THEN interval '2 days' ELSE interval '92 days' END);
