-- The exporter of metrics signs in as palisade_metrics. The role reads the statistics of the server, and no table of Palisade. The
-- migrator gives it its password. Two connections are enough for one scrape at a time, so the exporter cannot use up the others.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'palisade_metrics') THEN
    CREATE ROLE palisade_metrics LOGIN CONNECTION LIMIT 2;
  END IF;
END
$$;

GRANT pg_monitor TO palisade_metrics;
