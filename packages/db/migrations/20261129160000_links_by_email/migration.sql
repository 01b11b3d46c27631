-- CreateIndex
CREATE INDEX "mailed_links_email_idx" ON "mailed_links"("email");
