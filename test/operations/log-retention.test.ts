import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { logStoreProgram, type NativeLogStore, startLogStore } from '../support/native/index.ts'

const dayMs = 86_400_000
const { services } = parse(readFileSync('infra/observability/logs/services.yaml', 'utf8'), { merge: true })

describe.runIf(logStoreProgram).each([
  ['requests', 30],
  ['security', 400],
])('[S84] the store for %s', (name, days) => {
  let store: NativeLogStore

  beforeAll(async () => {
    const flags: string[] = services[`log-store-${name}`].command
    store = await startLogStore(flags.filter(flag => flag.startsWith('-retention')))
  })
  afterAll(() => store?.stop())

  test(`keeps what is younger than ${days} days, and nothing older`, async () => {
    const entryOf = (age: number) => ({ _time: new Date(Date.now() - age * dayMs), _msg: `${age} days` })
    const lines = [0, days - 1, days + 2].map(age => `{"create":{}}\n${JSON.stringify(entryOf(age))}\n`)
    const headers = { 'content-type': 'application/x-ndjson' }
    await fetch(`${store.url}/insert/elasticsearch/_bulk`, { method: 'POST', headers, body: lines.join('') })
    const found = async () => (await store.query('*')).map(({ _msg }) => _msg)
    await expect.poll(found).toHaveLength(2)
    expect((await found()).toSorted()).toEqual(['0 days', `${days - 1} days`])
  })

  test('is documented with this retention', () => {
    expect(readFileSync('infra/observability/logs/README.md', 'utf8')).toContain(`| ${name} | ${days} days |`)
  })
})
