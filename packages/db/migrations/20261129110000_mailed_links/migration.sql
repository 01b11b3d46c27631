-- CreateTable
CREATE TABLE "mailed_links" (
    "id" UUID NOT NULL,
    "purpose" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "user_id" UUID,
    "token_hash" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "sent_at" TIMESTAMPTZ(3),
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "mailed_links_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "mailed_links_token_hash_key" ON "mailed_links"("token_hash");

-- CreateIndex
CREATE INDEX "mailed_links_user_id_idx" ON "mailed_links"("user_id");

-- CreateIndex
CREATE INDEX "mailed_links_expires_at_idx" ON "mailed_links"("expires_at");

-- AddForeignKey
ALTER TABLE "mailed_links" ADD CONSTRAINT "mailed_links_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- The API asks for a link and uses it. It cannot make one: the worker creates the token, so that the token exists in the
-- mail alone, and writes its hash.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'palisade_mailer') THEN
    CREATE ROLE palisade_mailer NOLOGIN;
  END IF;
END
$$;
GRANT palisade_mailer TO palisade_worker;
GRANT USAGE ON SCHEMA public TO palisade_mailer;

GRANT SELECT, INSERT (id, purpose, email, user_id, created_at, expires_at), UPDATE (used_at) ON mailed_links
  TO palisade_identity;
GRANT SELECT, UPDATE (user_id, token_hash, sent_at) ON mailed_links TO palisade_mailer;
GRANT SELECT (id, email) ON users TO palisade_mailer;
GRANT SELECT (id, expires_at), DELETE ON mailed_links TO palisade_housekeeper;

ALTER TABLE mailed_links ENABLE ROW LEVEL SECURITY;
ALTER TABLE mailed_links FORCE ROW LEVEL SECURITY;

CREATE POLICY identity ON mailed_links TO palisade_identity USING (true) WITH CHECK (true);
CREATE POLICY unused ON mailed_links TO palisade_mailer USING (used_at IS NULL) WITH CHECK (true);
CREATE POLICY mailer ON users FOR SELECT TO palisade_mailer USING (true);
CREATE POLICY past_its_time ON mailed_links TO palisade_housekeeper USING (expires_at < now() - interval '1 day');
