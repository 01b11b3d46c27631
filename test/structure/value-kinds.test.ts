import {
  type Endpoint,
  type EndpointId,
  endpoints,
  exampleOf,
  fieldsOf,
  kindOf,
  type Schema,
} from '@palisade/contracts'
import { describe, expect, test } from 'vitest'
import { isClosed } from '../../packages/edge/src/strict-pattern.ts'
import { loadEdgeScripts } from './edge-scripts.ts'

const declared = Object.values<Endpoint>(endpoints)
const isString = ({ type, enum: values, const: only }: Schema) => type === 'string' && !values && only === undefined
const textsOf = (parts: object) =>
  Object.values(parts).flatMap(part => (part ? fieldsOf(part).filter(({ schema }) => isString(schema)) : []))
const nameOf = (path: readonly string[]) => path.findLast(name => name !== '*') ?? ''

/** Part of the syntax of entity tags and structured strings. */
const fieldSyntax = /"|,|(?<=W)\/|\\\*/g

describe.each(declared)('[B1] $id: the kind of each text', ({ request, responses }) => {
  test('matches its schema', () => {
    for (const { schema, path } of textsOf(request)) {
      const { pattern = '', maxLength } = schema
      const isKept = {
        identifier: isClosed(pattern.replace(fieldSyntax, '')),
        secret: pattern !== '' || maxLength !== undefined,
        line: !new RegExp(pattern).test('a\nb') && maxLength !== undefined,
        text: new RegExp(pattern).test('a\nb') && !new RegExp(pattern).test('\u0007') && maxLength !== undefined,
      }
      expect([path, isKept[kindOf(schema)]]).toEqual([path, true])
    }
  })

  test('is the same in responses', () => {
    const sent = new Map(
      declared.flatMap(one => textsOf(one.request)).map(({ path, schema }) => [nameOf(path), schema]),
    )
    const answered = textsOf(responses).filter(({ schema }) => !schema.pattern && !schema.examples)
    for (const { schema, path } of answered) {
      const known = sent.get(nameOf(path))
      if (known) expect([path, kindOf(schema)]).toEqual([path, kindOf(known)])
    }
  })
})

const checkAtTheEdge = await loadEdgeScripts()

const parts = declared.flatMap(({ id, request }) =>
  (['query', 'body'] as const).flatMap(part => (request[part] ? [{ id, part, schema: request[part] }] : [])),
)

test.each(parts)('[S58] of $id, $part, the edge sends only lines and texts to the WAF', given => {
  const { id, part, schema } = given
  const kinds = textsOf({ schema }).map(field => kindOf(field.schema))
  const { fault, texts } = checkAtTheEdge(id as EndpointId, part, exampleOf(schema))
  expect({ fault, kinds: texts.map(({ kind }) => kind) }).toEqual({
    fault: null,
    kinds: kinds.filter(kind => kind === 'line' || kind === 'text'),
  })
})
