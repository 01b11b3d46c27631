-- Saved filters, usage, and what the platform's operators were allowed and did belong to what a tenant exports, too.
GRANT SELECT ON order_filters, usage_counts, support_accesses TO palisade_exporter;
GRANT SELECT (id, tenant_id, support_access_id, operator_id, reason, started_at, ended_at) ON impersonations TO palisade_exporter;
CREATE POLICY exporter ON order_filters FOR SELECT TO palisade_exporter USING (tenant_id = current_tenant_id());
CREATE POLICY exporter ON usage_counts FOR SELECT TO palisade_exporter USING (tenant_id = current_tenant_id());
CREATE POLICY exporter ON support_accesses FOR SELECT TO palisade_exporter USING (tenant_id = current_tenant_id());
CREATE POLICY exporter ON impersonations FOR SELECT TO palisade_exporter USING (tenant_id = current_tenant_id());

-- An operator keeps the account when the last tenant of the operator is erased.
GRANT SELECT (user_id) ON operators TO palisade_eraser;
CREATE POLICY eraser ON operators FOR SELECT TO palisade_eraser USING (true);
DROP POLICY left_by_erasure ON users;
CREATE POLICY left_by_erasure ON users TO palisade_eraser USING (
  (SELECT is_being_erased())
  AND NOT EXISTS (SELECT FROM memberships WHERE user_id = users.id)
  AND NOT EXISTS (SELECT FROM operators WHERE user_id = users.id));
