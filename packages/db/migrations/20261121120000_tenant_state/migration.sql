-- AlterTable
ALTER TABLE "tenants" ADD COLUMN "state" TEXT NOT NULL DEFAULT 'active';

-- Who runs the platform changes plans and suspends tenants. The login of the API cannot take this role: no hole in the
-- API raises a plan.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'palisade_operator') THEN
    CREATE ROLE palisade_operator NOLOGIN;
  END IF;
END
$$;

GRANT USAGE ON SCHEMA public TO palisade_operator;
GRANT SELECT, UPDATE (tier, state) ON tenants TO palisade_operator;
CREATE POLICY operator ON tenants TO palisade_operator USING (true) WITH CHECK (true);
