-- CreateTable
CREATE TABLE "security_counts" (
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "kind" TEXT NOT NULL,
    "count" BIGINT NOT NULL,

    CONSTRAINT "security_counts_pkey" PRIMARY KEY ("starts_at","kind")
);

-- What no tenant can be named for, by the hour: failed sign-ins, and what the WAF blocked before anybody knew the caller.
ALTER TABLE security_counts ENABLE ROW LEVEL SECURITY;
ALTER TABLE security_counts FORCE ROW LEVEL SECURITY;
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'palisade_alarm') THEN
    CREATE ROLE palisade_alarm NOLOGIN;
  END IF;
END $$;
GRANT palisade_alarm TO palisade_api;
GRANT USAGE ON SCHEMA public TO palisade_alarm;
GRANT SELECT, INSERT, UPDATE (count) ON security_counts TO palisade_alarm;
CREATE POLICY alarm ON security_counts TO palisade_alarm USING (true) WITH CHECK (true);
GRANT SELECT (starts_at, kind), DELETE ON security_counts TO palisade_housekeeper;
CREATE POLICY past_its_time ON security_counts TO palisade_housekeeper USING (starts_at < now() - interval '2 days');

-- The console shows the last day, and which sessions ended because a refresh token was used twice.
GRANT SELECT ON security_counts TO palisade_console;
CREATE POLICY console ON security_counts FOR SELECT TO palisade_console
  USING ((SELECT current_operator_id()) IS NOT NULL);
CREATE POLICY console_reads_reuse ON audit_entries FOR SELECT TO palisade_console
  USING (event = 'auth.refresh.reuse' AND (SELECT current_operator_id()) IS NOT NULL);
GRANT SELECT (tenant_id, unit, starts_at, requests, unauthenticated, forbidden, limited) ON usage_counts TO palisade_console;
CREATE POLICY console ON usage_counts FOR SELECT TO palisade_console
  USING ((SELECT current_operator_id()) IS NOT NULL);
-- The entries of one event in all trails.
CREATE INDEX "audit_entries_event_at_idx" ON "audit_entries"("event", "at");
