import { expect, test } from 'vitest'
import { type DraftInput, draftOf, emptyDraft, emptyLine, inputOf, previewTotals } from './draft-input.ts'

/** What a draft is sent with where nothing was typed. */
const { lines: _, ...untouched } = emptyDraft()

const input: DraftInput = {
  ...emptyDraft(),
  customerName: ' Tarn & Co ',
  customerEmail: 'buyer@tarn.example',
  lines: [
    { ...emptyLine(), sku: 'TENT', description: 'Tent', quantity: '2', unitPrice: '249.90' },
    { ...emptyLine(), sku: 'ROPE', description: 'Rope', quantity: '3', unitPrice: "1'000,05" },
  ],
}

test('amounts written in major units are sent as integer minor units', () => {
  expect(draftOf(input)).toEqual({
    ...untouched,
    customerName: 'Tarn & Co',
    customerEmail: 'buyer@tarn.example',
    currency: 'EUR',
    lines: [
      { sku: 'TENT', description: 'Tent', quantity: 2, unitPriceMinor: 24990 },
      { sku: 'ROPE', description: 'Rope', quantity: 3, unitPriceMinor: 100005 },
    ],
  })
})

test.each([
  { unitPrice: '' },
  { unitPrice: '1,234' },
  { unitPrice: '10000000.01' },
  { quantity: '0' },
  { quantity: '1.5' },
  { quantity: '10001' },
])('a draft with a line of %j is not sent', change => {
  const [first = emptyLine(), ...others] = input.lines
  expect(draftOf({ ...input, lines: [{ ...first, ...change }, ...others] })).toBeUndefined()
})

test('the preview adds up the valid lines', () => {
  const lines = [...input.lines, { ...emptyLine(), unitPrice: 'soon' }]
  expect(previewTotals({ lines, currency: 'EUR' })).toEqual({ perLine: [49980, 300015, undefined], total: 349995 })
})

test('an order that is edited and saved without changes stays the same', () => {
  const draft = draftOf(input)
  if (!draft) throw new Error('the draft should be readable')
  const lines = draft.lines.map(line => ({ ...line, totalMinor: line.quantity * line.unitPriceMinor }))
  const order = {
    ...untouched,
    ...draft,
    lines,
    id: '',
    reference: '',
    status: 'draft' as const,
    totalMinor: 0,
    version: 1,
    createdAt: '',
    updatedAt: '',
    allowedTransitions: [],
  }
  expect(draftOf(inputOf(order))).toEqual(draft)
})
