-- One call for each new table with tenant_id: row-level security, also for the owner, and what a request may do there.
--   SELECT protect_tenant_table('customers', 'SELECT, INSERT, UPDATE');
-- Row-level security shows a transaction the rows of its tenant alone, and refuses to write any other.
CREATE FUNCTION protect_tenant_table(tenant_table regclass, privileges text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', tenant_table);
  EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', tenant_table);
  EXECUTE format(
    'CREATE POLICY own_tenant ON %s TO palisade_tenant
       USING (tenant_id = current_tenant_id()) WITH CHECK (tenant_id = current_tenant_id())', tenant_table);
  EXECUTE format('GRANT %s ON %s TO palisade_tenant', privileges, tenant_table);
END
$$;

-- Migrations call it, as the owner of the tables.
REVOKE EXECUTE ON FUNCTION protect_tenant_table(regclass, text) FROM PUBLIC;
