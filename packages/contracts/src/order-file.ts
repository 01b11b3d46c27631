/** The formats of files of orders, with their media types (RFC 4180 for CSV). */
export const orderFileTypes = { csv: 'text/csv', ndjson: 'application/x-ndjson' } as const

export type OrderFileFormat = keyof typeof orderFileTypes

export const orderFileFormats = Object.keys(orderFileTypes) as OrderFileFormat[]

const orderColumns = [
  'reference',
  'status',
  'createdAt',
  'customerName',
  'customerEmail',
  'currency',
  'note',
  'totalMinor',
] as const

const lineColumns = ['sku', 'description', 'quantity', 'unitPriceMinor'] as const

/** The columns of a CSV file of orders, in the order in which an export has them. */
export const csvColumns = [...orderColumns, ...lineColumns] as const

type Column = (typeof csvColumns)[number]

/** The cells of one row. The header line names the columns. */
export type CsvRow = { readonly [Name in Column]?: string }

/** An order as a line of NDJSON has it. */
export type OrderRecord = {
  readonly [Name in (typeof orderColumns)[number]]: string | number
} & {
  readonly lines: readonly { readonly [Name in (typeof lineColumns)[number]]: string | number }[]
}

/**
 * Writes an order as rows, one for each of its lines. The first row has the fields of the order; the others repeat only its
 * reference, or a long note would be written up to a hundred times.
 */
export function toCsvRows(order: OrderRecord): CsvRow[] {
  return order.lines.map((line, index) => ({
    ...cellsOf(index === 0 ? orderColumns : ['reference'], order),
    ...cellsOf(lineColumns, line),
  }))
}

function cellsOf<Name extends Column>(
  names: readonly Name[],
  values: { readonly [N in Name]: string | number },
): CsvRow {
  return Object.fromEntries(names.map(name => [name, protectCell(String(values[name]))]))
}

/**
 * Spreadsheets run a cell that begins like this as a formula, which may send other cells to a server (OWASP, CSV
 * injection). The last four are the full-width forms.
 */
const formula = /^'*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/

/** Puts an apostrophe before such a cell, so that spreadsheets show it as text. `readCell` removes it. */
function protectCell(text: string): string {
  return formula.test(text) ? `'${text}` : text
}

/** Reads a cell that `toCsvRows` or a person wrote, without the apostrophe of `protectCell`. */
function readCell(cell: string): string {
  return cell.startsWith("'") && formula.test(cell) ? cell.slice(1) : cell
}

/** A row as it was read, and the line of the file in which it begins. */
export type ReadRow = { readonly line: number; readonly cells: CsvRow }

/** An order that a file describes, not yet compared with its schema, and where in the file each part of it stands. */
export type FoundOrder = {
  readonly draft: { readonly [name: string]: unknown }
  /** The place of a JSON Pointer into the draft. */
  place(pointer: string): { readonly line: number; readonly field: string }
}

/** Rows with the same reference that follow each other are one order. A row without a reference is an order of its own. */
export function belongsToOrder(row: ReadRow, first: ReadRow): boolean {
  const { reference } = first.cells
  return reference !== undefined && reference !== '' && row.cells.reference === reference
}

/**
 * Reads the rows of one order. What the server decides, such as the status, is ignored: an import makes drafts. Only the
 * first row has the fields of the order itself.
 */
export function readOrderRows(rows: readonly ReadRow[]): FoundOrder {
  const [first] = rows
  const fields = draftColumns.flatMap(name => memberOf(name, first?.cells))
  const lines = rows.map(({ cells }) => Object.fromEntries(lineColumns.flatMap(name => memberOf(name, cells))))
  return {
    draft: { ...Object.fromEntries(fields), lines },
    place(pointer) {
      const [, name = '', index, inLine] = pointer.split('/')
      const row = (index === undefined ? undefined : rows[Number(index)]) ?? first
      return { line: row?.line ?? 1, field: inLine ?? name }
    },
  }
}

/** The columns of the order itself in which a later row has another value than the first row. */
export function conflictingColumns({ cells }: ReadRow, first: ReadRow): string[] {
  return draftColumns.filter(name => (cells[name] ?? '') !== '' && cells[name] !== first.cells[name])
}

/** Reads an object of NDJSON: an order as `orders.create` takes it, or as an export wrote it. */
export function readOrderRecord(line: number, value: unknown): FoundOrder {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
  const members = Object.entries(isObject ? value : {}).filter(([name]) => !ignored.has(name))
  return {
    draft: isObject ? Object.fromEntries(members) : (value as FoundOrder['draft']),
    place: pointer => ({ line, field: shownField(pointer.slice(1)) }),
  }
}

/**
 * A name that a file gives to a field, as a fault shows it: not longer than any declared one, and without what PostgreSQL keeps in
 * no JSON, a NUL and half of a character.
 */
export function shownField(name: string): string {
  return name.slice(0, 100).toWellFormed().replaceAll('\0', '\ufffd')
}

const draftColumns = ['customerName', 'customerEmail', 'currency', 'note'] as const

/** What the server decides of an order. */
const ignored: ReadonlySet<string> = new Set(orderColumns.filter(name => !draftColumns.some(draft => draft === name)))

const numbers: ReadonlySet<string> = new Set(['quantity', 'unitPriceMinor'])

/** A member of the draft; none for an empty cell. What is no number stays a text, which its schema refuses. */
function memberOf(name: Column, cells: CsvRow = {}): [name: string, value: string | number][] {
  const cell = cells[name] ?? ''
  if (cell === '') return []
  return [[name, numbers.has(name) && /^\d{1,15}$/.test(cell) ? Number(cell) : readCell(cell)]]
}

const exampleOrder = {
  customerName: 'Ada Lovelace',
  customerEmail: 'ada@example.com',
  currency: 'EUR',
  lines: [{ sku: 'CHAIR-7', description: 'Oak chair', quantity: 2, unitPriceMinor: 129_00 }],
}

/** A file with one order, which can be imported. */
export function exampleFileOf(mediaType: string): string {
  if (mediaType === orderFileTypes.ndjson) return `${JSON.stringify(exampleOrder)}\n`
  const { lines, ...fields } = exampleOrder
  const entries = Object.entries({ ...fields, ...lines[0] })
  return `${entries.map(([name]) => name).join(',')}\n${entries.map(([, value]) => value).join(',')}\n`
}
