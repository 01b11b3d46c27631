import { currencies, endpoints, type Order, type OrderDraft } from '@palisade/contracts'
import { rangeOf } from '../../../lib/constraints.ts'
import { type Currency, parseMoney, toMajor } from '../../../lib/money.ts'

/** A draft as it stands in the form: all text, amounts in major units. */
export type DraftInput = Omit<OrderDraft, 'lines' | 'note'> & { note: string; lines: LineInput[] }

export type LineInput = {
  /** Stays with the line when others are added or removed. */
  key: string
  sku: string
  description: string
  quantity: string
  unitPrice: string
}

const { items: line, ...lines } = endpoints['orders.create'].request.body.properties.lines

export const quantityRange = rangeOf(line.properties.quantity)
const unitPriceRange = rangeOf(line.properties.unitPriceMinor)
export const mostLines = rangeOf(lines).maximum

export function emptyLine(): LineInput {
  return { key: crypto.randomUUID(), sku: '', description: '', quantity: '1', unitPrice: '' }
}

export function emptyDraft(): DraftInput {
  return { customerName: '', customerEmail: '', currency: 'EUR', note: '', lines: [emptyLine()] }
}

export function inputOf({ customerName, customerEmail, currency, note, lines }: Order): DraftInput {
  return {
    customerName,
    customerEmail,
    currency,
    note,
    lines: lines.map(({ sku, description, quantity, unitPriceMinor }) => ({
      ...emptyLine(),
      sku,
      description,
      quantity: String(quantity),
      unitPrice: toMajor(unitPriceMinor, currency),
    })),
  }
}

/** Whether two inputs say the same: the text, and not the keys of the lines. */
export function isSameDraft(a: DraftInput, b: DraftInput): boolean {
  return textOf(a) === textOf(b)
}

function textOf({ lines, customerName, customerEmail, currency, note }: DraftInput): string {
  const lineTexts = lines.map(({ sku, description, quantity, unitPrice }) => [sku, description, quantity, unitPrice])
  return JSON.stringify([customerName, customerEmail, currency, note, lineTexts])
}

/** Whether a value that was stored, maybe by an older version of this page, still is an input. */
export function isDraftInput(value: unknown): value is DraftInput {
  const { customerName, customerEmail, currency, note, lines } = Object(value) as Partial<DraftInput>
  return (
    areTexts(customerName, customerEmail, note) &&
    currencies.some(one => one === currency) &&
    Array.isArray(lines) &&
    lines.length > 0 &&
    lines.every(line => areTexts(line?.key, line?.sku, line?.description, line?.quantity, line?.unitPrice))
  )
}

function areTexts(...values: unknown[]): boolean {
  return values.every(value => typeof value === 'string')
}

/** The draft to send; `undefined` while an amount or a quantity cannot be read. */
export function draftOf({ lines, ...input }: DraftInput): OrderDraft | undefined {
  const read = lines.map(({ sku, description, quantity, unitPrice }) => {
    const unitPriceMinor = parsePrice(unitPrice, input.currency)
    const pieces = parseQuantity(quantity)
    if (unitPriceMinor === undefined || pieces === undefined) return undefined
    return { sku: sku.trim(), description: description.trim(), quantity: pieces, unitPriceMinor }
  })
  if (!read.every(line => line !== undefined)) return undefined
  return { ...input, customerName: input.customerName.trim(), lines: read }
}

export function parsePrice(text: string, currency: Currency): number | undefined {
  const minor = parseMoney(text, currency)
  return minor !== undefined && minor <= unitPriceRange.maximum ? minor : undefined
}

export function parseQuantity(text: string): number | undefined {
  const quantity = /^\d+$/.test(text.trim()) ? Number(text) : Number.NaN
  return quantity >= quantityRange.minimum && quantity <= quantityRange.maximum ? quantity : undefined
}

/** What the server will compute, for the eye alone; lines that cannot be read yet count nothing. */
export function previewTotals({ lines, currency }: Pick<DraftInput, 'lines' | 'currency'>) {
  const perLine = lines.map(line => {
    const price = parsePrice(line.unitPrice, currency)
    const quantity = parseQuantity(line.quantity)
    return price === undefined || quantity === undefined ? undefined : price * quantity
  })
  return { perLine, total: perLine.reduce<number>((sum, line) => sum + (line ?? 0), 0) }
}
