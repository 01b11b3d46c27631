import { readFileSync } from 'node:fs'
import { endpoints, type Schema } from '@palisade/contracts'

/** The bodies that are stored field by field, by the model that stores them. */
const storedBodies: Readonly<Record<string, object>> = {
  Order: endpoints['orders.create'].request.body,
  Report: endpoints['reports.create'].request.body,
}

/**
 * The fields of the contracts for which schema.prisma has no column.
 * @param prisma the text of schema.prisma
 * @returns a line for each, as `Order.costCentre`
 */
export function missingColumns(prisma: string, bodies = storedBodies): string[] {
  const models = readModels(prisma)
  const missingIn = (model: string, { properties = {} }: Schema): string[] =>
    Object.entries(properties).flatMap(([name, { items }]) => {
      const type = models.get(model)?.get(name)
      if (type === undefined) return [`${model}.${name}`]
      return items?.properties ? missingIn(type, items) : []
    })
  return Object.entries(bodies).flatMap(([model, body]) => missingIn(model, body as Schema))
}

/** The fields of each model with their types. */
function readModels(prisma: string): Map<string, Map<string, string>> {
  const models = [...prisma.matchAll(/^model (\w+) \{\n([\s\S]*?)^\}/gm)]
  return new Map(
    models.map(([, name = '', body = '']) => [
      name,
      new Map([...body.matchAll(/^ {2}(\w+)\s+(\w+)/gm)].map(([, field = '', type = '']) => [field, type])),
    ]),
  )
}

if (import.meta.main) {
  const missing = missingColumns(readFileSync(new URL('../schema.prisma', import.meta.url), 'utf8'))
  if (missing.length > 0) {
    console.error(`the contracts declare what schema.prisma has no column for: ${missing.join(', ')}`)
    process.exitCode = 1
  }
}
