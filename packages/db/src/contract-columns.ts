import { readFileSync } from 'node:fs'
import { type Endpoint, endpoints, type Schema } from '@palisade/contracts'

/** Creates a row whose columns are not the fields of its body, such as a hash in place of a key. */
const converted: readonly string[] = ['api-keys.create']

/**
 * The fields of the contracts for which schema.prisma has no column: of each endpoint `<table>.create`, the fields of its
 * body in the model of that table.
 * @param prisma the text of schema.prisma
 * @returns a line for each, as `Order.costCentre`
 */
export function missingColumns(prisma: string, declared: Record<string, Endpoint> = endpoints): string[] {
  const models = readModels(prisma)
  const missingIn = (model: string, { properties = {} }: Schema): string[] =>
    Object.entries(properties).flatMap(([name, { items }]) => {
      const type = models.find(({ name }) => name === model)?.fields.get(name)
      if (type === undefined) return [`${model}.${name}`]
      return items?.properties ? missingIn(type, items) : []
    })
  return Object.values(declared).flatMap(({ id, request }) => {
    const model = models.find(({ table }) => id === `${table.replaceAll('_', '-')}.create`)
    return model && request.body && !converted.includes(id) ? missingIn(model.name, request.body as Schema) : []
  })
}

type Model = { name: string; table: string; fields: Map<string, string> }

/** Each model with its table, and its fields with their types. */
function readModels(prisma: string): Model[] {
  const models = [...prisma.matchAll(/^model (\w+) \{\n([\s\S]*?)^\}/gm)]
  return models.map(([, name = '', body = '']) => ({
    name,
    table: /^ {2}@@map\("(\w+)"\)/m.exec(body)?.[1] ?? name,
    fields: new Map([...body.matchAll(/^ {2}(\w+)\s+(\w+)/gm)].map(([, field = '', type = '']) => [field, type])),
  }))
}

if (import.meta.main) {
  const missing = missingColumns(readFileSync(new URL('../schema.prisma', import.meta.url), 'utf8'))
  if (missing.length > 0) {
    console.error(`schema.prisma has no column for these fields of the contracts: ${missing.join(', ')}`)
    process.exitCode = 1
  }
}
