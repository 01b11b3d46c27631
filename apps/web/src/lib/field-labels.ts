import { t } from '@lingui/core/macro'
import type { Problem } from '@palisade/contracts'
import { translateFault } from './contract-texts.ts'

type FieldError = NonNullable<Problem['errors']>[number]

/** The label of each field, by the JSON Pointer with which the server names it. Forms take their labels from here. */
const fieldLabels = () => ({
  '/customerName': t`Customer name`,
  '/customerEmail': t`Customer email`,
  '/currency': t`Currency`,
  '/note': t`Note`,
  '/lines': t`Lines`,
  '/tenant/name': t`Company`,
  '/tenant/slug': t`Short name`,
  '/name': t`Name`,
  '/slug': t`Short name`,
  '/email': t`Email`,
  '/newEmail': t`New email`,
  '/password': t`Password`,
  '/newPassword': t`New password`,
  '/code': t`Code`,
  '/color': t`Color`,
  '/scopes': t`Permissions`,
  '/expiresInDays': t`Lifetime`,
  '/jwk': t`Public key`,
  '/origin': t`Origin`,
  '/q': t`Search`,
  '/status': t`Status`,
  '/reason': t`Reason`,
  '/forHours': t`Hours`,
  '/createdFrom': t`From`,
  '/createdBefore': t`To`,
})

const lineLabels = () => ({
  sku: t`SKU`,
  description: t`Description`,
  quantity: t`Quantity`,
  unitPriceMinor: t`Unit price`,
})

type Pointer = keyof ReturnType<typeof fieldLabels>
type LineField = keyof ReturnType<typeof lineLabels>

/** Name and label of a field. The name is the pointer, so that the server's errors find their field. */
export function fieldOf(pointer: Pointer) {
  return { name: pointer, label: fieldLabels()[pointer] }
}

export function lineFieldOf(index: number, field: LineField) {
  return { name: `/lines/${index}/${field}`, label: lineLabels()[field] }
}

/** The error as a sentence: "Line 2: SKU is not in the required format". */
export function describeFieldError({ pointer, detail }: Pick<FieldError, 'pointer' | 'detail'>): string {
  return `${labelOf(pointer)} ${translateFault(detail)}`
}

function labelOf(pointer: string): string {
  const [, index, field] = /^\/lines\/(\d+)\/(\w+)$/.exec(pointer) ?? []
  if (index && field && Object.hasOwn(lineLabels(), field))
    return t`Line ${Number(index) + 1}: ${lineLabels()[field as LineField]}`
  if (Object.hasOwn(fieldLabels(), pointer)) return fieldLabels()[pointer as Pointer]
  return pointer ? t`The field “${pointer.slice(1)}”` : t`The form`
}
