-- Lists of one currency, newest first or by total: without these, a currency that a tenant seldom uses would be looked for
-- among all of its orders.
CREATE INDEX "orders_tenant_id_currency_created_at_id_idx" ON "orders"("tenant_id", "currency", "created_at", "id");
CREATE INDEX "orders_tenant_id_currency_total_minor_id_idx" ON "orders"("tenant_id", "currency", "total_minor", "id");
