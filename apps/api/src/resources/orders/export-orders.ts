import { Readable } from 'node:stream'
import {
  csvColumns,
  type OrderFileFormat,
  type OrderRecord,
  orderFileTypes,
  type RequestOf,
  toCsvRows,
} from '@palisade/contracts'
import type { TenantQueries } from '@palisade/db'
import { stringify } from 'csv-stringify/sync'
import type { FastifyReply } from 'fastify'
import type { EndpointRequest } from '../../http/endpoint-routes.ts'
import { createOpenFiles } from '../../http/open-files.ts'
import { instant, readPage } from '../../http/pages.ts'
import { createTenantGate } from '../../http/tenant-gate.ts'
import { ordersMatching } from './order-list.ts'

type Filters = RequestOf<'orders.export'>['query']

const ordersPerPage = 100

/**
 * A page is read by index, so one that takes longer meets a busy database. The caller is checked for each page: with a slow
 * client, an export can last beyond the end of its access.
 */
const readOptions = { statementTimeoutMs: 1_000, checksCaller: true }

/** Exports that are under way: each has at most one page in the gate, so nothing is refused in the middle of a file. */
const mostOpen = { perTenant: 3, together: 32 }

/** A turn in the queue is one page, not the whole file, so a client that reads slowly blocks no other request. */
const pagesAtOnce = {
  policy: 'exports-at-once',
  perTenant: { running: 1, waiting: mostOpen.perTenant },
  together: { running: 2, waiting: mostOpen.together },
}

/** The longest export: a client that reads very slowly must not keep one open for ever. */
const longestExportMs = 10 * 60_000

/**
 * Sends the orders as a file while it reads them, page by page, oldest first. When a page fails, the connection is closed
 * before the end of the file, so that no client takes a part for the whole.
 */
export function createOrderExport() {
  const inTurn = createTenantGate(pagesAtOnce)
  const open = createOpenFiles({ policy: pagesAtOnce.policy, ...mostOpen })

  return async (request: EndpointRequest<'orders.export'>, reply: FastifyReply): Promise<Blob> => {
    const { tenantId } = request.caller
    const { format = 'csv', ...filters } = request.query
    const readNext = (cursor?: string) =>
      inTurn(tenantId, () => request.readInTenant(db => readOrders(db, filters, cursor), readOptions))
    const close = open(tenantId)
    try {
      // Before the answer begins, so that a failure of it is a problem.
      const first = await readNext()
      const pages = request.method === 'HEAD' ? [] : pagesFrom(first, readNext)
      const file = Readable.from(write(pages, format), { signal: AbortSignal.timeout(longestExportMs) })
      file.once('close', close)
      reply.type(`${orderFileTypes[format]}; charset=utf-8`)
      reply.header('content-disposition', `attachment; filename="orders-${today()}.${format}"`)
      return file as unknown as Blob
    } catch (error) {
      close()
      throw error
    }
  }
}

type Page = Awaited<ReturnType<typeof readOrders>>

async function readOrders(db: TenantQueries, filters: Filters, cursor?: string) {
  const query = { limit: ordersPerPage, ...(cursor && { cursor }) }
  const page = readPage(query, { sortedBy: { createdAt: instant }, defaultSort: 'createdAt' })
  const rows = await db.order.findMany({
    where: { ...ordersMatching(db, filters), ...page.where },
    orderBy: page.orderBy,
    take: page.take,
    include: { lines: { orderBy: { position: 'asc' } } },
  })
  return page.cut(rows)
}

async function* pagesFrom(first: Page, readNext: (cursor: string) => Promise<Page>): AsyncGenerator<Page> {
  let page = first
  yield page
  while (page.nextCursor !== null) {
    page = await readNext(page.nextCursor)
    yield page
  }
}

async function* write(pages: AsyncIterable<Page> | Iterable<Page>, format: OrderFileFormat): AsyncGenerator<string> {
  if (format === 'csv') yield `${csvColumns.join(',')}\n`
  for await (const { items } of pages) {
    const records = items.map(toRecord)
    const text =
      format === 'csv'
        ? stringify(records.flatMap(toCsvRows), { columns: [...csvColumns], quoted_string: true })
        : records.map(record => `${JSON.stringify(record)}\n`).join('')
    if (text !== '') yield text
  }
}

function toRecord(order: Page['items'][number]): OrderRecord {
  const { reference, status, createdAt, customerName, customerEmail, currency, note, totalMinor, lines } = order
  return {
    reference,
    status,
    createdAt: createdAt.toISOString(),
    customerName,
    customerEmail,
    currency,
    note,
    totalMinor: Number(totalMinor),
    lines: lines.map(({ sku, description, quantity, unitPriceMinor }) => {
      return { sku, description, quantity, unitPriceMinor: Number(unitPriceMinor) }
    }),
  }
}

function today(): string {
  return new Date().toISOString().slice(0, 10)
}
