import { testOrigin } from '../../support/samples.ts'

/** The header fields of a browser, on a page of the SPA. */
export const browserFields = [
  'Host: localhost',
  'Accept: application/json',
  'Accept-Language: en-GB,en;q=0.9',
  `Origin: ${testOrigin}`,
  'Sec-Fetch-Site: same-site',
  'Sec-Fetch-Mode: cors',
  'User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
]

/** A note with special characters, which the stock rules accept: measurements compare the cost of accepted requests. */
export const oddNote =
  'It is 178 cm tall, see no. 12, 50% now and the rest later. ' +
  'Ask for Ada @ the desk on the 2nd floor [left door], Tel. +49 30 1234567. 日本語もできます。Спасибо! 🎂 ~ thanks'

const line = (sku: string, description: string) => ({ sku, description, quantity: 2, unitPriceMinor: 1999 })

/** An order of 1 KB with this note, as JSON. */
export function writeOrder(note: string): string {
  return JSON.stringify({
    customerName: 'Ada Lovelace',
    customerEmail: 'ada@example.org',
    currency: 'EUR',
    note,
    lines: [
      line('LAMP-1', 'Desk lamp, black, with a cable of two metres'),
      line('BULB-27', 'Bulb, warm white, eight watts'),
      line('SHADE-L', 'Lamp shade, linen, large'),
      line('CABLE-3', 'Extension cable, three metres, white'),
      line('TABLE-OAK', 'Side table, oak, oiled'),
      line('GIFT-1', 'Gift wrap with a card'),
    ],
  })
}
