import { pipeline, Readable } from 'node:stream'
import {
  belongsToOrder,
  type CsvRow,
  conflictingColumns,
  csvColumns,
  describeFault,
  endpoints,
  type FoundOrder,
  type ImportFault,
  mostImportedRows,
  type OrderFileFormat,
  type ReadRow,
  readOrderRecord,
  readOrderRows,
  type Schema,
  shownField,
} from '@palisade/contracts'
import { parseStrictJson } from '@palisade/security/request'
import { CsvError, parse } from 'csv-parse'

/** The next entry of a file: an order, or the fault of a line. */
export type Found = FoundOrder | { readonly fault: ImportFault }

type Parts = AsyncIterable<Uint8Array>

/** A request could not create an order of more bytes either. The reader never holds a longer line as a whole. */
const mostBytes = endpoints['orders.create'].maxBodyBytes

/** Reads the orders of a file one by one, and holds one of them in memory. After a fault that hides the rest, it ends. */
export function readOrderFile(format: OrderFileFormat, parts: Parts): AsyncGenerator<Found> {
  return format === 'csv' ? readCsv(parts) : readNdjson(parts)
}

async function* readNdjson(parts: Parts): AsyncGenerator<Found> {
  let line = 0
  let orders = 0
  for await (const bytes of linesOf(parts)) {
    line += 1
    if (bytes === 'too-long') {
      yield faultAt(line, '', describeFault('lineBytes', mostBytes))
      return
    }
    if (bytes.every(isBlank)) continue
    orders += 1
    if (orders > mostImportedRows) {
      yield tooManyRows(line)
      return
    }
    const parsed = parseStrictJson(bytes)
    if (parsed.ok) yield readOrderRecord(line, parsed.value)
    else yield faultAt(line, '', describeFault('notJson', `${parsed.reason}, byte ${parsed.position}`))
  }
}

const [tab, lineFeed, carriageReturn, space] = [0x09, 0x0a, 0x0d, 0x20]

const isBlank = (byte: number) => byte === space || byte === tab || byte === carriageReturn

async function* linesOf(parts: Parts): AsyncGenerator<Uint8Array | 'too-long'> {
  let rest = Buffer.alloc(0)
  let isFirst = true
  for await (const part of parts) {
    rest = Buffer.concat([rest, isFirst ? withoutMark(part) : part])
    isFirst = false
    let start = 0
    for (let end = rest.indexOf(lineFeed); end >= 0; end = rest.indexOf(lineFeed, start)) {
      yield end - start > mostBytes ? 'too-long' : rest.subarray(start, end)
      start = end + 1
    }
    rest = rest.subarray(start)
    if (rest.length > mostBytes) yield 'too-long'
  }
  if (rest.length > 0) yield rest
}

/** Some programs begin a UTF-8 file with a byte order mark (U+FEFF). */
function withoutMark(part: Uint8Array): Uint8Array {
  return part[0] === 0xef && part[1] === 0xbb && part[2] === 0xbf ? part.subarray(3) : part
}

async function* readCsv(parts: Parts): AsyncGenerator<Found> {
  try {
    yield* ordersOf(rowsOf(parts))
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    yield faultAt(Number(error['lines'] ?? 1), '', describeFault('notCsv', reasonOf(error)))
  }
}

async function* ordersOf(found: AsyncIterable<ReadRow | { fault: ImportFault }>): AsyncGenerator<Found> {
  let rows: ReadRow[] = []
  for await (const row of found) {
    const [first] = rows
    if ('fault' in row) yield row
    else if (first && belongsToOrder(row, first)) {
      for (const column of conflictingColumns(row, first)) yield faultAt(row.line, column, describeFault('otherOrder'))
      rows.push(row)
    } else {
      if (first) yield readOrderRows(rows)
      rows = [row]
    }
  }
  if (rows.length > 0) yield readOrderRows(rows)
}

async function* rowsOf(parts: Parts): AsyncGenerator<ReadRow | { fault: ImportFault }> {
  const parser = parse({ bom: true, info: true, relax_column_count: true, max_record_size: mostBytes })
  // An error in either stream ends both, and the loop below throws it.
  pipeline(Readable.from(parts), parser, () => {})
  let columns: readonly string[] | undefined
  let lastLine = 0
  let rows = 0
  for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: { lines: number } }>) {
    const line = lastLine + 1
    lastLine = info.lines
    if (record.every(cell => cell === '')) continue
    if (!columns) {
      const faults = faultsOfHeader(line, record)
      yield* faults
      if (faults.length > 0) return
      columns = record
      continue
    }
    rows += 1
    if (rows > mostImportedRows) {
      yield tooManyRows(line)
      return
    }
    const { length } = columns
    if (record.length !== length) yield faultAt(line, '', describeFault('cells', length))
    else yield { line, cells: Object.fromEntries(columns.map((name, index) => [name, record[index]])) as CsvRow }
  }
  if (!columns) yield faultAt(1, '', describeFault('noColumns'))
}

const { required: ofOrder = [], properties: { lines } = {} } = endpoints['orders.create'].request.body as Schema

const requiredColumns = [...ofOrder.filter(name => name !== 'lines'), ...(lines?.items?.required ?? [])]

function faultsOfHeader(line: number, record: readonly string[]): { fault: ImportFault }[] {
  // A line has room for thousands of names. Among more names than there are columns, some are unknown or repeated.
  const names = record.slice(0, csvColumns.length + 1)
  const unknown = names.filter(name => !csvColumns.some(column => column === name))
  const missing = requiredColumns.filter(name => !record.includes(name))
  const repeated = names.filter((name, index) => names.indexOf(name) < index)
  return [
    ...unknown.map(name => faultAt(line, shownField(name), describeFault('additionalProperties'))),
    ...missing.map(name => faultAt(line, name, describeFault('required'))),
    ...repeated.map(name => faultAt(line, shownField(name), describeFault('repeatedColumn'))),
  ].slice(0, csvColumns.length)
}

function faultAt(line: number, field: string, detail: string): { fault: ImportFault } {
  return { fault: { line, field, detail } }
}

function tooManyRows(line: number): { fault: ImportFault } {
  return faultAt(line, '', describeFault('tooManyLines', mostImportedRows))
}

/** csv-parse quotes the file in its messages, and gives a stable code beside them. */
function reasonOf({ code }: CsvError): string {
  return code.replace(/^CSV_/, '').replaceAll('_', '-').toLowerCase()
}
