import { currencies, endpoints, type Order, type OrderDraft } from '@palisade/contracts'
import { rangeOf } from '../../../lib/constraints.ts'
import { type Currency, formatForEditing, parseMoney } from '../../../lib/money.ts'

/** A draft as the form holds it: every field of the contract, optional ones too, and lines as text. */
export type DraftInput = Required<Omit<OrderDraft, 'lines'>> & { lines: LineInput[] }

export type LineInput = {
  /** Stays with the line when others are added or removed. */
  key: string
  sku: string
  description: string
  quantity: string
  unitPrice: string
}

const { lines: lineList, ...fieldRules } = endpoints['orders.create'].request.body.properties
const { items: line, ...lines } = lineList

/** Every field of a draft except its lines. A new text field of the contract needs no change here. */
const fields = Object.keys(fieldRules) as FieldName[]

type FieldName = Exclude<keyof DraftInput, 'lines'>

function fillFields(textFor: (field: FieldName) => string) {
  return Object.fromEntries(fields.map(field => [field, textFor(field)])) as Pick<DraftInput, FieldName>
}

export const quantityRange = rangeOf(line.properties.quantity)
const unitPriceRange = rangeOf(line.properties.unitPriceMinor)
export const mostLines = rangeOf(lines).maximum

export function emptyLine(): LineInput {
  return { key: crypto.randomUUID(), sku: '', description: '', quantity: '1', unitPrice: '' }
}

export function emptyDraft(): DraftInput {
  return { ...fillFields(() => ''), currency: 'EUR', lines: [emptyLine()] }
}

export function inputOf(order: Order): DraftInput {
  const { currency, lines } = order
  return {
    ...fillFields(field => order[field]),
    lines: lines.map(({ sku, description, quantity, unitPriceMinor }) => ({
      ...emptyLine(),
      sku,
      description,
      quantity: String(quantity),
      unitPrice: formatForEditing(unitPriceMinor, currency),
    })),
  }
}

/** Whether two inputs have the same text. The keys of their lines may differ. */
export function isSameDraft(a: DraftInput, b: DraftInput): boolean {
  return textOf(a) === textOf(b)
}

function textOf({ lines, ...input }: DraftInput): string {
  const lineTexts = lines.map(({ sku, description, quantity, unitPrice }) => [sku, description, quantity, unitPrice])
  return JSON.stringify([fields.map(field => input[field]), lineTexts])
}

/** Whether a stored value is an input of this version of the page: an older version may have stored fewer fields. */
export function isDraftInput(value: unknown): value is DraftInput {
  const input = Object(value) as Partial<DraftInput>
  const { currency, lines } = input
  return (
    areTexts(...fields.map(field => input[field])) &&
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

/** A preview of the totals that the server will compute. Lines that cannot be read yet count as nothing. */
export function previewTotals({ lines, currency }: Pick<DraftInput, 'lines' | 'currency'>) {
  const perLine = lines.map(line => {
    const price = parsePrice(line.unitPrice, currency)
    const quantity = parseQuantity(line.quantity)
    return price === undefined || quantity === undefined ? undefined : price * quantity
  })
  return { perLine, total: perLine.reduce<number>((sum, line) => sum + (line ?? 0), 0) }
}
