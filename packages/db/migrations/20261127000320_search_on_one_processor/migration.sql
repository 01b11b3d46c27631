-- A costly search would start parallel workers, and take three processors of the database where it may take one.
ALTER FUNCTION search.find_orders SET max_parallel_workers_per_gather = 0;
