-- The exporter of metrics signs in as palisade_metrics. The role reads the statistics of the server, and no table of Palisade. The
-- migrator gives it its password. The exporter keeps two connections; the limit leaves room for its restart, and the connections of
-- the API to the API.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'palisade_metrics') THEN
    CREATE ROLE palisade_metrics LOGIN CONNECTION LIMIT 5;
  END IF;
END
$$;

GRANT pg_monitor TO palisade_metrics;
