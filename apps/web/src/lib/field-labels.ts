import type { Problem } from '@palisade/contracts'

type FieldError = NonNullable<Problem['errors']>[number]

/** The label of each field, by the JSON Pointer with which the server names it. Forms take their labels from here. */
const fieldLabels = {
  '/customerName': 'Customer name',
  '/customerEmail': 'Customer email',
  '/currency': 'Currency',
  '/note': 'Note',
  '/lines': 'Lines',
  '/tenant/name': 'Company',
  '/tenant/slug': 'Short name',
  '/name': 'Name',
  '/slug': 'Short name',
  '/email': 'Email',
  '/password': 'Password',
  '/newPassword': 'New password',
  '/code': 'Code',
  '/scopes': 'Permissions',
  '/expiresInDays': 'Lifetime',
  '/origin': 'Origin',
  '/q': 'Search',
  '/status': 'Status',
  '/createdFrom': 'From',
  '/createdBefore': 'To',
} as const

const lineLabels = {
  sku: 'SKU',
  description: 'Description',
  quantity: 'Quantity',
  unitPriceMinor: 'Unit price',
} as const

type Pointer = keyof typeof fieldLabels
type LineField = keyof typeof lineLabels

/** Name and label of a field. The name is the pointer, so that the server's errors find their field. */
export function fieldOf(pointer: Pointer) {
  return { name: pointer, label: fieldLabels[pointer] }
}

export function lineFieldOf(index: number, field: LineField) {
  return { name: `/lines/${index}/${field}`, label: lineLabels[field] }
}

/** The error as a sentence: "Line 2: SKU is not in the required format". */
export function describeFieldError({ pointer, detail }: Pick<FieldError, 'pointer' | 'detail'>): string {
  return `${labelOf(pointer)} ${detail}`
}

function labelOf(pointer: string): string {
  const [, index, field] = /^\/lines\/(\d+)\/(\w+)$/.exec(pointer) ?? []
  if (index && field && Object.hasOwn(lineLabels, field))
    return `Line ${Number(index) + 1}: ${lineLabels[field as LineField]}`
  if (Object.hasOwn(fieldLabels, pointer)) return fieldLabels[pointer as Pointer]
  return pointer ? `The field “${pointer.slice(1)}”` : 'The form'
}
