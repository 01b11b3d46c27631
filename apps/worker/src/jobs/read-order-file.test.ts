import { csvColumns, mostImportedRows, mostImportFaults, type OrderFileFormat } from '@palisade/contracts'
import { describe, expect, test } from 'vitest'
import { checkDraft } from './check-draft.ts'
import { readOrderFile } from './read-order-file.ts'

const header = 'reference,customerName,customerEmail,currency,note,sku,description,quantity,unitPriceMinor'
const rowOf = (reference: string, sku = 'LAMP-1') => `${reference},Ada,ada@example.com,EUR,,${sku},A lamp,2,1999`
const record = {
  customerName: 'Ada',
  customerEmail: 'ada@example.com',
  currency: 'EUR',
  lines: [{ sku: 'LAMP-1', description: 'A lamp', quantity: 2, unitPriceMinor: 1_999 }],
}

/** Reads a file in parts of a few bytes, as they may be cut anywhere. */
async function read(format: OrderFileFormat, text: string, partBytes = 7) {
  const bytes = Buffer.from(text)
  async function* parts() {
    for (let start = 0; start < bytes.length; start += partBytes) yield bytes.subarray(start, start + partBytes)
  }
  const found = []
  for await (const one of readOrderFile(format, parts())) found.push(one)
  const drafts = found.flatMap(one => ('draft' in one ? [one.draft] : []))
  const faults = found.flatMap(one => {
    if ('fault' in one) return [one.fault]
    const checked = checkDraft(one)
    return 'faults' in checked ? checked.faults : []
  })
  return { drafts, faults }
}

describe('[P10] a CSV file', () => {
  test('is read as orders: rows with one reference that follow each other are one', async () => {
    const rows = [rowOf('A'), 'A,,,,,LAMP-2,Another,1,5', rowOf('B'), rowOf(''), rowOf(''), rowOf('A')]
    const { drafts, faults } = await read('csv', `${header}\n${rows.join('\n')}\n`)
    expect(faults).toEqual([])
    expect(drafts.map(({ lines }) => (lines as object[]).length)).toEqual([2, 1, 1, 1, 1])
    expect(drafts[1]).toEqual(record)
  })

  test('may begin with a byte order mark, end its lines with CR LF and quote line breaks', async () => {
    const text = `\ufeff${header}\r\nA,Ada,ada@example.com,EUR,"Ring ""twice"",\r\nplease",LAMP-1,A lamp,2,1999\r\n\r\n`
    const { drafts, faults } = await read('csv', text)
    expect(faults).toEqual([])
    expect(drafts).toEqual([{ ...record, note: 'Ring "twice",\r\nplease' }])
  })

  test('names each bad line by its number, also behind a note of several lines', async () => {
    const rows = [
      'A,Ada,ada@example.com,EUR,"one\ntwo\nthree",LAMP-1,A lamp,2,1999',
      'B,,nobody,EUR,,LAMP-1,A lamp,none,1999',
      'C,Ada,ada@example.com,EUR',
      'D,Ada,ada@example.com,EUR,,LAMP-1,A lamp,1,1',
      'D,Grace,,,,LAMP 2,A lamp,1,1',
    ]
    const { faults } = await read('csv', `${header}\n${rows.join('\n')}\n`)
    expect(faults).toEqual(
      expect.arrayContaining([
        { line: 5, field: 'customerName', detail: 'is required' },
        { line: 5, field: 'customerEmail', detail: 'is not in the required format' },
        { line: 5, field: 'quantity', detail: 'must be of type integer' },
        { line: 6, field: '', detail: 'must have as many cells as there are columns: 9' },
        { line: 8, field: 'customerName', detail: 'must be empty or as in the first line of the order' },
        { line: 8, field: 'sku', detail: 'is not in the required format' },
      ]),
    )
    expect(faults).toHaveLength(6)
  })

  test('without a required column, or with one that is unknown or repeated, is refused by its first line', async () => {
    const { faults, drafts } = await read('csv', `sku,sku,colour\na,b,c\n`)
    expect(drafts).toEqual([])
    expect(faults).toEqual(
      expect.arrayContaining([
        { line: 1, field: 'colour', detail: 'is not a known field' },
        { line: 1, field: 'customerName', detail: 'is required' },
        { line: 1, field: 'sku', detail: 'must not be repeated' },
      ]),
    )
    expect((await read('csv', '\n')).faults).toEqual([{ line: 1, field: '', detail: 'must name the columns' }])
  })

  test('[S56] with thousands of unknown columns, or names that no JSON of the database can hold, is refused in bounded time', async () => {
    const names = Array.from({ length: 10_000 }, (_, index) => index.toString(36))
    const { faults } = await read('csv', `${names.join()}\n`, 50_000)
    expect(faults).toHaveLength(csvColumns.length)
    const strange = [`a\0b`, `${'x'.repeat(99)}😀`]
    expect((await read('csv', `${strange.join()}\n`)).faults.slice(0, 2).map(({ field }) => field)).toEqual([
      'a\ufffdb',
      `${'x'.repeat(99)}\ufffd`,
    ])
  })

  test('is read up to a quote that never ends, and to a row longer than any order', async () => {
    const open = await read('csv', `${header}\n${rowOf('A')}\n"never\nends\n`)
    expect(open.faults).toMatchObject([{ field: '', detail: 'is not CSV: quote-not-closed' }])
    const long = await read('csv', `${header}\n"${'x'.repeat(200_000)}`, 50_000)
    expect(long.faults).toMatchObject([{ line: 2, field: '', detail: 'is not CSV: max-record-size' }])
  })

  test('[S98] gives back the text that an export has protected from being a formula', async () => {
    const row = `A,'+41 44,ada@example.com,EUR,"'=A1, ''","LAMP-1","''=1",2,1999`
    const { drafts } = await read('csv', `${header}\n${row}\n`)
    expect(drafts).toMatchObject([{ customerName: '+41 44', note: "=A1, ''", lines: [{ description: "'=1" }] }])
  })

  test('has at most so many lines', async () => {
    const rows = `${rowOf('')}\n`.repeat(mostImportedRows + 2)
    const { drafts, faults } = await read('csv', `${header}\n${rows}`, 100_000)
    expect(drafts.length).toBeGreaterThanOrEqual(mostImportedRows - 1)
    expect(faults).toMatchObject([{ line: mostImportedRows + 2 }])
  })
})

describe('[P10] an NDJSON file', () => {
  test('has an order in each line; empty lines and what the server decides are ignored', async () => {
    const exported = { ...record, reference: 'ORD-1', status: 'paid', createdAt: 'x', totalMinor: 1 }
    const text = `\ufeff${JSON.stringify(record)}\r\n\n \t\n${JSON.stringify(exported)}`
    const { drafts, faults } = await read('ndjson', text)
    expect(faults).toEqual([])
    expect(drafts).toEqual([record, record])
  })

  test('names each bad line by its number, with the path of the field', async () => {
    const lines = [
      '{"customerName":',
      '[]',
      JSON.stringify({ ...record, colour: 'red' }),
      JSON.stringify({ ...record, lines: [{ ...record.lines[0], quantity: 0 }] }),
      '{"note":"a","note":"b"}',
      JSON.stringify(record),
    ]
    const { faults, drafts } = await read('ndjson', lines.join('\n'))
    expect(drafts).toHaveLength(4)
    expect(faults).toMatchObject([
      { line: 1, field: '', detail: expect.stringContaining('is not JSON') },
      { line: 2, field: '', detail: 'must be of type object' },
      { line: 3, field: 'colour', detail: 'is not a known field' },
      { line: 4, field: 'lines/0/quantity', detail: 'must be at least 1' },
      { line: 5, field: '', detail: expect.stringContaining('is not JSON') },
    ])
  })

  test('[S56] ends at a line longer than any order', async () => {
    const { faults } = await read('ndjson', `${JSON.stringify(record)}\n"${'x'.repeat(200_000)}"\n{}`, 50_000)
    expect(faults).toEqual([{ line: 2, field: '', detail: 'must have at most 65536 bytes' }])
  })

  test('[S56] has no more faults in one line than an import reports, and no longer names', async () => {
    const many = await read('ndjson', JSON.stringify({ ...record, lines: Array(20_000).fill({}) }), 50_000)
    expect(many.faults.length).toBeLessThanOrEqual(mostImportFaults)
    const { faults } = await read('ndjson', JSON.stringify({ ...record, ['x'.repeat(10_000)]: 1 }), 50_000)
    expect(faults).toEqual([{ line: 1, field: 'x'.repeat(100), detail: 'is not a known field' }])
  })

  test('has texts of no more characters together than a request', async () => {
    const line = { ...record.lines[0], description: 'x'.repeat(200) }
    const { faults } = await read('ndjson', JSON.stringify({ ...record, lines: Array(50).fill(line) }))
    expect(faults).toEqual([{ line: 1, field: '', detail: 'must have at most 8000 characters of text in total' }])
  })
})
