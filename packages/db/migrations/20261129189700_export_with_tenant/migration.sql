-- One call for each table with tenant_id and id that belongs to the export of a tenant: the kind of its records, and the columns
-- that the tenant's people may see. A column that is not named, such as the hash of a key, cannot be read.
CREATE FUNCTION export_with_tenant(exported regclass, kind text, columns text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('GRANT SELECT (tenant_id, %s) ON %s TO palisade_exporter', columns, exported);
  EXECUTE format(
    'CREATE POLICY exported_with_tenant ON %s FOR SELECT TO palisade_exporter
       USING (tenant_id = public.current_tenant_id())', exported);
  EXECUTE format('COMMENT ON POLICY exported_with_tenant ON %s IS %L', exported, kind);
END
$$;

CREATE FUNCTION tables_exported_with_tenant() RETURNS TABLE (kind text, name text) LANGUAGE sql STABLE AS $$
  SELECT obj_description(oid, 'pg_policy'), polrelid::regclass::text FROM pg_policy
  WHERE polname = 'exported_with_tenant' ORDER BY 1
$$;

CREATE FUNCTION count_exported(exported regclass) RETURNS integer LANGUAGE plpgsql STABLE AS $$
DECLARE
  counted integer;
BEGIN
  EXECUTE format('SELECT count(*) FROM %s WHERE tenant_id = current_tenant_id()', exported) INTO counted;
  RETURN counted;
END
$$;

-- json keeps the order of the columns, which jsonb does not.
CREATE FUNCTION read_exported(exported regclass, after uuid, most integer) RETURNS SETOF json LANGUAGE plpgsql STABLE AS $$
DECLARE
  columns text;
BEGIN
  SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) INTO columns FROM pg_attribute
  WHERE attrelid = exported AND attnum > 0 AND NOT attisdropped AND attname <> 'tenant_id'
    AND has_column_privilege('palisade_exporter', exported, attnum, 'SELECT');
  RETURN QUERY EXECUTE format(
    'SELECT row_to_json(page) FROM (
       SELECT %s FROM %s WHERE tenant_id = current_tenant_id() AND ($1 IS NULL OR id > $1) ORDER BY id LIMIT $2) AS page',
    columns, exported) USING after, most;
END
$$;

REVOKE EXECUTE ON FUNCTION export_with_tenant, tables_exported_with_tenant, count_exported, read_exported FROM PUBLIC;
GRANT EXECUTE ON FUNCTION tables_exported_with_tenant, count_exported, read_exported TO palisade_exporter;

DROP POLICY exporter ON order_filters;
DROP POLICY exporter ON support_accesses;
SELECT export_with_tenant('order_filters', 'order-filter', 'id, member_id, name, choices, created_at');
SELECT export_with_tenant('support_accesses', 'support-access', 'id, member_id, created_at, expires_at, ended_at');
