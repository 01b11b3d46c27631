import {
  endpoints,
  type FoundOrder,
  faultOfTexts,
  type ImportFault,
  mostImportFaults,
  normalizeTexts,
  type OrderDraft,
} from '@palisade/contracts'
import { createAjv, describeErrors } from '@palisade/service/schema-check'

const schema = endpoints['orders.create'].request.body

/** Reports all faults of an order at once, so that a person corrects the file once. */
const validate = createAjv({ allErrors: true }).compile<OrderDraft>(schema)

/**
 * Validates an order of a file with the schema of a request body, after the same normalization.
 * @returns the draft, or its faults, each with its line in the file
 */
export function checkDraft({ draft, place }: FoundOrder): { draft: OrderDraft } | { faults: ImportFault[] } {
  const tooLong = faultOfTexts(schema, draft)
  if (tooLong !== undefined) return { faults: [{ ...place(''), detail: tooLong }] }
  const normalized = normalizeTexts(schema, draft)
  if (validate(normalized)) return { draft: normalized }
  // A line has room for tens of thousands.
  const errors = describeErrors((validate.errors ?? []).slice(0, mostImportFaults), normalized)
  return { faults: errors.map(({ pointer, detail }) => ({ ...place(pointer), detail })) }
}
