-- CreateTable
CREATE TABLE "order_filters" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "member_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "choices" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "order_filters_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "order_filters_tenant_id_member_id_name_key" ON "order_filters"("tenant_id", "member_id", "name");

-- AddForeignKey
ALTER TABLE "order_filters" ADD CONSTRAINT "order_filters_tenant_id_member_id_fkey" FOREIGN KEY ("tenant_id", "member_id") REFERENCES "memberships"("tenant_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

SELECT protect_tenant_table('order_filters', 'SELECT, INSERT, DELETE');
