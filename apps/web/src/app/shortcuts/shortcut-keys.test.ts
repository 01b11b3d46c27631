import { scopesOf } from '@palisade/contracts'
import { expect, test } from 'vitest'
import { findShortcut } from './shortcut-keys.ts'

const pressed = (key: string, more = {}) => ({
  ...{ key, ctrlKey: false, metaKey: false, altKey: false, repeat: false, defaultPrevented: false },
  ...more,
})

const owner = scopesOf('owner')

test('[P12] a key alone is a shortcut, and none where somebody types', () => {
  expect(findShortcut(pressed('n'), false, owner)).toBe('n')
  expect(findShortcut(pressed('n'), true, owner)).toBeUndefined()
})

test('[P12] a key with a modifier, held down or used already is no shortcut', () => {
  for (const more of [
    { ctrlKey: true },
    { metaKey: true },
    { altKey: true },
    { repeat: true },
    { defaultPrevented: true },
  ]) {
    expect(findShortcut(pressed('n', more), false, owner)).toBeUndefined()
  }
})

test('[P12] no shortcut does what the user may not', () => {
  expect(findShortcut(pressed('n'), false, scopesOf('partner'))).toBeUndefined()
  expect(findShortcut(pressed('?'), false, [])).toBe('?')
  expect(findShortcut(pressed('toString'), false, owner)).toBeUndefined()
})
