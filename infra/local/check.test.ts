import { expect, test } from 'vitest'
import { behindOf, describeFailed } from './check.ts'

test('[B1] a field that only the contracts have is reported layer by layer', () => {
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

test.each([
  'Unused files (1)\npackages/contracts/src/endpoints/invoices.ts',
  'readInvoice  packages/contracts/src/endpoints/invoices.ts:3:14',
])('an endpoint that is missing in the list is reported with the file of the list: %j', output => {
  expect(behindOf([{ name: 'dead code', output }])).toEqual([
    'the list of endpoints: add what packages/contracts/src/endpoints/invoices.ts declares to packages/contracts/src/endpoints/index.ts',
  ])
})

test('lines of the formatter are shown whole, and followed by the command that formats; messages about types are cut', () => {
  const output = 'x'.repeat(400)
  expect(describeFailed({ name: 'formatting', output })).toBe(`${output}\nnpm run format mends what it can`)
  expect(describeFailed({ name: 'types', output })).toBe(`${'x'.repeat(180)}…`)
})

test.each(['messages of the SPA', 'German texts of the SPA'])(
  '[P12] %s: a failure names the command that lists what is missing',
  name => {
    expect(describeFailed({ name, output: 'en: missing' })).toMatch(/^en: missing\n.*npm run messages/)
  },
)
