-- CreateTable
CREATE TABLE "order_imports" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "requested_by" UUID NOT NULL,
    "membership_version" INTEGER NOT NULL,
    "format" TEXT NOT NULL,
    "bytes" INTEGER NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'queued',
    "bytes_checked" INTEGER NOT NULL DEFAULT 0,
    "orders" INTEGER NOT NULL DEFAULT 0,
    "orders_saved" INTEGER NOT NULL DEFAULT 0,
    "faults" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "cancelled_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "order_imports_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "upload_parts" (
    "tenant_id" UUID NOT NULL,
    "upload_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "bytes" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "upload_parts_pkey" PRIMARY KEY ("upload_id", "position")
);

-- CreateIndex
CREATE INDEX "order_imports_tenant_id_created_at_id_idx" ON "order_imports"("tenant_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "order_imports_created_at_idx" ON "order_imports"("created_at");

-- CreateIndex
CREATE INDEX "upload_parts_created_at_idx" ON "upload_parts"("created_at");

-- AddForeignKey
ALTER TABLE "order_imports" ADD CONSTRAINT "order_imports_tenant_id_requested_by_fkey" FOREIGN KEY ("tenant_id", "requested_by") REFERENCES "memberships"("tenant_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- A caller can request an import and cancel it, and cannot say what came of it.
SELECT protect_tenant_table(
  'order_imports',
  'SELECT, UPDATE (cancelled_at), INSERT (id, tenant_id, requested_by, membership_version, format, bytes, created_at)'
);
SELECT protect_tenant_table('upload_parts', 'SELECT (tenant_id, upload_id, position), INSERT, DELETE');

-- A job reads what was uploaded, and adds orders as drafts: it changes no order that is there.
GRANT SELECT, UPDATE (status, bytes_checked, orders, orders_saved, faults, finished_at) ON order_imports TO palisade_job;
GRANT SELECT, DELETE ON upload_parts TO palisade_job;
GRANT INSERT ON orders, order_lines, order_events TO palisade_job;
GRANT SELECT ON order_lines TO palisade_job;
GRANT SELECT (membership_version) ON memberships TO palisade_job;
GRANT SELECT (state) ON tenants TO palisade_job;
CREATE POLICY own_tenant_in_jobs ON order_imports TO palisade_job
  USING (tenant_id = current_tenant_id()) WITH CHECK (tenant_id = current_tenant_id());
CREATE POLICY own_tenant_in_jobs ON upload_parts TO palisade_job USING (tenant_id = current_tenant_id());
DROP POLICY own_tenant_in_jobs ON orders;
CREATE POLICY own_tenant_in_jobs ON orders FOR SELECT TO palisade_job USING (tenant_id = current_tenant_id());
CREATE POLICY imported ON orders FOR INSERT TO palisade_job
  WITH CHECK (tenant_id = current_tenant_id() AND status = 'draft');
CREATE POLICY own_tenant_in_jobs ON order_lines TO palisade_job
  USING (tenant_id = current_tenant_id()) WITH CHECK (tenant_id = current_tenant_id());
CREATE POLICY imported ON order_events FOR INSERT TO palisade_job
  WITH CHECK (tenant_id = current_tenant_id() AND action = 'created');

-- What can be found of the new orders.
GRANT USAGE ON SCHEMA search TO palisade_job;
GRANT SELECT, INSERT, UPDATE (folded) ON search.orders TO palisade_job;
GRANT EXECUTE ON FUNCTION search.fold, search.grams, search.index_order TO palisade_job;
CREATE POLICY own_tenant_in_jobs ON search.orders TO palisade_job
  USING (tenant_id = public.current_tenant_id()) WITH CHECK (tenant_id = public.current_tenant_id());

-- The end of an import removes its upload. What is left is of uploads that were cut off.
GRANT SELECT (id, created_at), DELETE ON order_imports TO palisade_housekeeper;
GRANT SELECT (upload_id, position, created_at), DELETE ON upload_parts TO palisade_housekeeper;
CREATE POLICY past_its_time ON order_imports TO palisade_housekeeper USING (created_at < now() - interval '30 days');
CREATE POLICY past_its_time ON upload_parts TO palisade_housekeeper USING (created_at < now() - interval '1 day');
