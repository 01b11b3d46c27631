import { type Endpoint, endpoints, exampleOf, faultOfTexts } from '@palisade/contracts'
import { Check } from 'typebox/value'
import { expect, test } from 'vitest'

const all = Object.values<Endpoint>(endpoints)

test.each(all)('[B1] the examples of $id match its schemas', ({ request, responses }) => {
  const schemas = [request.params, request.query, request.headers, request.body, ...Object.values(responses)]
  for (const schema of schemas.filter(given => given != null)) {
    const example = exampleOf(schema)
    expect(Check(schema, example), JSON.stringify(example)).toBe(true)
    expect(faultOfTexts(schema, example)).toBeUndefined()
  }
})
