-- A page of an order's history starts where the page before ended, by index.
CREATE INDEX "order_events_tenant_id_order_id_at_id_idx" ON "order_events"("tenant_id", "order_id", "at", "id");
DROP INDEX "order_events_tenant_id_order_id_id_idx";
