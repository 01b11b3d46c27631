import { expect, it } from 'vitest'
import { exposureFault } from './exposure.ts'

it.each(['127.0.0.1', '127.1.2.3', '::1', '[::1]'])('a trial may bind to %s', bind => {
  expect(exposureFault('staging', bind)).toBeUndefined()
})

it.each(['0.0.0.0', '::', '[::]', '192.0.2.1', '127.0.0.1.example', 'localhost', ''])(
  'a trial that binds to %j does not start',
  bind => {
    expect(exposureFault('staging', bind)).toContain('publishes demo users: set PALISADE_ENV=production')
    expect(exposureFault('production', bind)).toBeUndefined()
  },
)
