-- Search in a tenant's orders by an index. Row-level security evaluates its policies before any operator that is not
-- leakproof, so that palisade_tenant cannot use an index for text: it asks search.find_orders(), which runs as a role that
-- sees the texts of all tenants, reads them by index, and returns ids of the current tenant alone.
-- Grams of one to three characters find one letter of Chinese as well as a part of a word, in any locale.
CREATE SCHEMA search;

DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'palisade_search') THEN
    CREATE ROLE palisade_search NOLOGIN;
  END IF;
END $$;

-- Letter case, width and normal form make no difference.
CREATE FUNCTION search.fold(text text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN lower(normalize(text, NFKC));

-- The distinct sequences of `shortest` to three characters in a folded text, hashed together with the tenant: the index
-- holds eight bytes for each, and no list of it grows with the orders of other tenants.
CREATE FUNCTION search.grams(tenant_id uuid, folded text, shortest integer) RETURNS bigint[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$
  SELECT coalesce(array_agg(DISTINCT hashtextextended(gram, uuid_hash_extended(tenant_id, 0))), '{}')
  FROM (
    SELECT first, lead(first, 1) OVER near AS second, lead(first, 2) OVER near AS third
    FROM unnest(string_to_array(folded, NULL)) WITH ORDINALITY AS characters(first, place)
    WINDOW near AS (ORDER BY place)
  ) AS following
  CROSS JOIN LATERAL (VALUES (1, first), (2, first || second), (3, first || second || third)) AS grams(size, gram)
  WHERE gram IS NOT NULL AND size >= shortest
$$;

-- What can be found of each order: a table of its own, so that a change of status does not touch the index.
CREATE TABLE search.orders (
  order_id uuid PRIMARY KEY,
  tenant_id uuid NOT NULL,
  created_at timestamptz(3) NOT NULL,
  folded text NOT NULL,
  FOREIGN KEY (tenant_id, order_id) REFERENCES public.orders (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX orders_newest ON search.orders (tenant_id, created_at, order_id);
CREATE INDEX orders_grams ON search.orders USING gin (search.grams(tenant_id, folded, 1));

-- Writes what can be found of an order of the current tenant. Call it in the transaction that writes the order.
CREATE FUNCTION search.index_order(id uuid) RETURNS void LANGUAGE sql
AS $$
  INSERT INTO search.orders (order_id, tenant_id, created_at, folded)
  SELECT orders.id, orders.tenant_id, orders.created_at, search.fold(concat_ws(E'\n',
    reference, customer_name, customer_email, note,
    (SELECT string_agg(concat_ws(E'\n', sku, description), E'\n' ORDER BY position)
      FROM public.order_lines AS lines WHERE lines.tenant_id = orders.tenant_id AND lines.order_id = orders.id)))
  FROM public.orders WHERE orders.tenant_id = public.current_tenant_id() AND orders.id = index_order.id
  ON CONFLICT (order_id) DO UPDATE SET folded = excluded.folded
$$;

-- The ids of the newest orders of the current tenant that contain the words, the newest first. Frequent words are found
-- among the newest orders, where nothing else has to be read; rare ones by the index of grams.
CREATE FUNCTION search.find_orders(words text, most integer) RETURNS SETOF uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_custom_plan
SET enable_seqscan = off
AS $$
DECLARE
  tenant CONSTANT uuid := public.current_tenant_id();
  wanted CONSTANT text := search.fold(words);
  found uuid[];
BEGIN
  found := ARRAY(
    SELECT order_id FROM (
      SELECT order_id, created_at, folded FROM search.orders
      WHERE tenant_id = tenant ORDER BY created_at DESC, order_id DESC LIMIT 1000
    ) AS newest
    WHERE strpos(folded, wanted) > 0 ORDER BY created_at DESC, order_id DESC LIMIT most
  );
  IF cardinality(found) < most THEN
    -- The grams name the tenant. Asked for here as well, it would offer the planner the index of the newest.
    found := ARRAY(
      WITH matching AS MATERIALIZED (
        SELECT order_id, tenant_id, created_at FROM search.orders
        WHERE search.grams(tenant_id, folded, 1) @> search.grams(tenant, wanted, least(length(wanted), 3))
          AND strpos(folded, wanted) > 0
      )
      SELECT order_id FROM matching WHERE tenant_id = tenant ORDER BY created_at DESC, order_id DESC LIMIT most
    );
  END IF;
  RETURN QUERY SELECT unnest(found);
END
$$;

-- The orders that are there already. Their owner is held to their policies as everybody else is.
ALTER TABLE public.orders NO FORCE ROW LEVEL SECURITY;
ALTER TABLE public.order_lines NO FORCE ROW LEVEL SECURITY;
INSERT INTO search.orders (order_id, tenant_id, created_at, folded)
SELECT orders.id, orders.tenant_id, orders.created_at, search.fold(concat_ws(E'\n',
  reference, customer_name, customer_email, note,
  (SELECT string_agg(concat_ws(E'\n', sku, description), E'\n' ORDER BY position)
    FROM public.order_lines AS lines WHERE lines.tenant_id = orders.tenant_id AND lines.order_id = orders.id)))
FROM public.orders;
ALTER TABLE public.orders FORCE ROW LEVEL SECURITY;
ALTER TABLE public.order_lines FORCE ROW LEVEL SECURITY;

ALTER TABLE search.orders ENABLE ROW LEVEL SECURITY;
ALTER TABLE search.orders FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON search.orders TO palisade_tenant
  USING (tenant_id = public.current_tenant_id()) WITH CHECK (tenant_id = public.current_tenant_id());
CREATE POLICY search ON search.orders FOR SELECT TO palisade_search USING (true);

-- palisade_search can do nothing but read these texts, and nobody can become it.
GRANT USAGE ON SCHEMA search TO palisade_tenant, palisade_search;
GRANT USAGE ON SCHEMA public TO palisade_search;
GRANT SELECT ON search.orders TO palisade_search;
GRANT SELECT, INSERT, UPDATE (folded) ON search.orders TO palisade_tenant;
REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA search FROM PUBLIC;
GRANT EXECUTE ON FUNCTION search.fold, search.grams TO palisade_tenant, palisade_search;
GRANT EXECUTE ON FUNCTION search.index_order, search.find_orders TO palisade_tenant;
GRANT palisade_search TO CURRENT_USER;
GRANT CREATE ON SCHEMA search TO palisade_search;
ALTER FUNCTION search.find_orders OWNER TO palisade_search;
REVOKE CREATE ON SCHEMA search FROM palisade_search;
