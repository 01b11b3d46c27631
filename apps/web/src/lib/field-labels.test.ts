import { describeFault } from '@palisade/contracts'
import { expect, test } from 'vitest'
import { describeFieldError } from './field-labels.ts'

test.each([
  ['/q', describeFault('minLength', 2), 'Search must have at least 2 characters'],
  ['/customerEmail', describeFault('required'), 'Customer email is required'],
  ['/tenant/slug', describeFault('taken'), 'Short name is already in use'],
  ['/lines/1/sku', describeFault('pattern'), 'Line 2: SKU is not in the required format'],
  ['/lines', describeFault('maxItems', 100), 'Lines must have at most 100 items'],
  ['', describeFault('totalChars', 8000), 'The form must have at most 8,000 characters of text in total'],
  ['/lines/0/__proto__', describeFault('additionalProperties'), 'The field “lines/0/__proto__” is not a known field'],
])('the error at %j reads as a sentence about its field', (pointer, detail, sentence) => {
  expect(describeFieldError({ pointer, detail })).toBe(sentence)
})
