import { expect, it } from 'vitest'
import { checkExposure } from './exposure.ts'

it.each(['127.0.0.1', '127.1.2.3', '::1', '[::1]'])('a try-out may bind to %s', bind => {
  expect(() => checkExposure('staging', bind)).not.toThrow()
})

it.each(['0.0.0.0', '::', '[::]', '192.0.2.1', '127.0.0.1.example', 'localhost', ''])(
  'a try-out that binds to %j does not start',
  bind => {
    expect(() => checkExposure('staging', bind)).toThrow('publishes demo users: set PALISADE_ENV=production')
    expect(() => checkExposure('production', bind)).not.toThrow()
  },
)
