-- A search finds the orders that contain every one of its words. Before, it took them for one text, so that more words did
-- not narrow it. Letter case is folded in full: `ß` is found as `SS`, and `ς` as `Σ`.

-- Letter case, width and normal form make no difference: NFKC, and the full case folding of Unicode for letters that lower()
-- does not bring together. Decomposed, because a Greek iota subscript is a mark of its own there, and a letter in capitals.
-- Dotted and dotless i are one letter, since upper and lower case of both depend on the language.
CREATE OR REPLACE FUNCTION search.fold(text text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN normalize(
  replace(replace(translate(lower(normalize(text, NFKD)), U&'ςı\0345', 'σiι'), U&'i\0307', 'i'), 'ß', 'ss'),
  NFKC
);

-- The ids of the newest orders of the current tenant that contain each of the words, the newest first. Words are separated by
-- single spaces. Frequent ones are found among the newest orders, where nothing else has to be read; rare ones by the index
-- of grams.
CREATE OR REPLACE FUNCTION search.find_orders(words text, most integer) RETURNS SETOF uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_custom_plan
SET enable_seqscan = off
SET max_parallel_workers_per_gather = 0
AS $$
DECLARE
  tenant CONSTANT uuid := public.current_tenant_id();
  wanted CONSTANT text[] := ARRAY(SELECT search.fold(word) FROM unnest(string_to_array(words, ' ')) AS word);
  patterns CONSTANT text[] := ARRAY(
    SELECT '%' || regexp_replace(word, '([\\%_])', '\\\1', 'g') || '%' FROM unnest(wanted) AS word
  );
  grams CONSTANT bigint[] := ARRAY(
    SELECT DISTINCT unnest(search.grams(tenant, word, least(length(word), 3))) FROM unnest(wanted) AS word
  );
  found uuid[];
BEGIN
  found := ARRAY(
    SELECT order_id FROM (
      SELECT order_id, created_at, folded FROM search.orders
      WHERE tenant_id = tenant ORDER BY created_at DESC, order_id DESC LIMIT 1000
    ) AS newest
    WHERE folded LIKE ALL (patterns) ORDER BY created_at DESC, order_id DESC LIMIT most
  );
  IF cardinality(found) < most THEN
    -- The grams name the tenant. Asked for here as well, it would offer the planner the index of the newest.
    found := ARRAY(
      WITH matching AS MATERIALIZED (
        SELECT order_id, tenant_id, created_at FROM search.orders
        WHERE search.grams(tenant_id, folded, 1) @> grams AND folded LIKE ALL (patterns)
      )
      SELECT order_id FROM matching WHERE tenant_id = tenant ORDER BY created_at DESC, order_id DESC LIMIT most
    );
  END IF;
  RETURN QUERY SELECT unnest(found);
END
$$;

-- The orders that are there already. Their owner is held to the policies of the table as everybody else is.
ALTER TABLE search.orders NO FORCE ROW LEVEL SECURITY;
UPDATE search.orders SET folded = search.fold(folded) WHERE folded <> search.fold(folded);
ALTER TABLE search.orders FORCE ROW LEVEL SECURITY;
