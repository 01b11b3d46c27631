import { expect, test } from 'vitest'
import { behindOf } from './check.ts'

test('[B1] a field that only the contracts have is told layer by layer', () => {
  const failed = [
    { name: 'generated files', output: 'infra/single-vps/generated is behind the contracts' },
    { name: 'database columns', output: 'Order.costCentre' },
    {
      name: 'types',
      output: [
        'apps/api/src/resources/orders/order-view.ts(46,3): error TS2741: Property is missing',
        '  Property is missing in the inner type',
        'apps/mobile-client/src/commands.ts(32,5): error TS2741: Property is missing',
        'test/support/samples.ts(5,14): error TS2741: Property is missing',
      ].join('\n'),
    },
    { name: 'types of the SPA', output: 'apps/web/src/features/orders/form/draft-input.ts(24,3): error TS2322: Type' },
    { name: 'dead code', output: 'apps/worker/src/jobs.ts(1,1): error' },
  ]
  expect(behindOf(failed)).toEqual([
    'the generated files: run npm run render',
    'the database: add a migration, and the column to schema.prisma',
    'the store and the handlers (apps/api)',
    'the mobile client (apps/mobile-client)',
    'the tests (test)',
    'the SPA (apps/web)',
  ])
})
