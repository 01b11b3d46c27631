import { type OrderDraft, origins } from '@palisade/contracts'

/** The CORS origin that the environment `test` allows. */
export const testOrigin = origins.test[0]

/** An order with texts that the WAF has to inspect. */
export const draft: OrderDraft = {
  customerName: "Zoë O'Connor-Müller",
  customerEmail: 'zoe@oconnor.example',
  currency: 'EUR',
  note: "Leave it at the door; please ask for O'Connor first. 100% fine, thanks!",
  lines: [
    { sku: 'CHAIR-01', description: 'Oak chair', quantity: 2, unitPriceMinor: 18_900 },
    { sku: 'LAMP-07', description: 'Desk lamp', quantity: 1, unitPriceMinor: 7_450 },
  ],
}

/** An order with plain texts, which skip the WAF. */
export const plainDraft: OrderDraft = {
  customerName: 'Zoë Keller',
  customerEmail: 'zoe@keller.example',
  currency: 'EUR',
  note: 'Leave it at the door, please.',
  lines: [{ sku: 'LAMP-07', description: 'Desk lamp', quantity: 1, unitPriceMinor: 7_450 }],
}
