import { execFileSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClient } from '@hey-api/openapi-ts'
import { createOpenApiDocument } from '@palisade/contracts'
import openapiTs, { astToString, type OpenAPI3 } from 'openapi-typescript'
import { afterAll, beforeAll, expect, test } from 'vitest'

const openApi = createOpenApiDocument({ version: '1.0.0' })
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'palisade-clients-'))
})
afterAll(() => rm(folder, { recursive: true }))

/** Type-checks the files of a client with a call, as a strict project would. */
function compile(file: string): string {
  const flags = [
    '--ignoreConfig',
    '--noEmit',
    '--strict',
    '--skipLibCheck',
    'false',
    '--lib',
    'esnext,dom,dom.iterable',
  ]
  const modules = ['--module', 'esnext', '--moduleResolution', 'bundler', '--target', 'esnext', '--types', '']
  try {
    return execFileSync('node_modules/.bin/tsc', [...flags, ...modules, file], { encoding: 'utf8' })
  } catch (error) {
    return String((error as { stdout: unknown }).stdout)
  }
}

const order = `{
  customerName: 'Ada Lovelace',
  customerEmail: 'ada@example.com',
  currency: 'EUR',
  lines: [{ sku: 'CHAIR-7', description: 'Chair', quantity: 1, unitPriceMinor: 12_900 }],
}`

test('[B1] the types that openapi-typescript generates compile, and know an order', async () => {
  const types = astToString(await openapiTs(openApi as unknown as OpenAPI3))
  await writeFile(join(folder, 'schema.ts'), types)
  const file = join(folder, 'use-schema.ts')
  const use = (body: string) => `import type { components } from './schema'
    export const draft: components['schemas']['OrderDraft'] = ${body}`
  await writeFile(file, use(order))
  expect(compile(file)).toBe('')
  await writeFile(file, use(order.replace('EUR', 'XXX')))
  expect(compile(file)).toContain('"XXX"')
})

test('[B1] the client that Hey API generates compiles, and sends an order', async () => {
  const input = join(folder, 'openapi.json')
  await writeFile(input, JSON.stringify(openApi))
  await createClient({
    input,
    output: join(folder, 'client'),
    plugins: ['@hey-api/client-fetch', '@hey-api/sdk'],
    logs: { level: 'silent' },
  })
  const file = join(folder, 'use-client.ts')
  const use = (body: string) => `import { ordersCreate } from './client'
    export const created = ordersCreate({ body: ${body} })
    export const reference = created.then(({ data }) => data?.reference)`
  await writeFile(file, use(order))
  expect(compile(file)).toBe('')
  await writeFile(file, use(order.replace('EUR', 'XXX')))
  expect(compile(file)).toContain('"XXX"')
}, 120_000)
