import { readFileSync } from 'node:fs'
import { glob } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { writeEnvExample } from './env-example.ts'
import { settings } from './setting-list.ts'
import { createReader } from './settings.ts'

const names = Object.keys(settings)

async function textOf(...patterns: string[]): Promise<string> {
  const texts: string[] = []
  const exclude = ['**/node_modules/**', '**/*.test.ts', '**/setting-list.ts', '**/generated/**']
  for await (const file of glob(patterns, { exclude })) texts.push(readFileSync(file, 'utf8'))
  return texts.join('\n')
}

describe('.env.example', () => {
  test('is what the list of settings makes of it', () => {
    expect(readFileSync('.env.example', 'utf8')).toBe(writeEnvExample())
  })

  test('names each setting once, commented out', () => {
    const named = [...writeEnvExample().matchAll(/^#([A-Z][A-Z_]+)=/gm)].map(([, name]) => name)
    expect(named.toSorted()).toEqual(names.toSorted())
  })
})

describe('the list of settings', () => {
  test('has every setting that compose files take from the environment', async () => {
    const compose = await textOf('compose.yaml', 'infra/*/compose.yaml')
    const taken = [...compose.matchAll(/(?<!\$)\$\{([A-Z_]+)/g)].map(([, name = '']) => name)
    expect(taken.length).toBeGreaterThan(10)
    expect([...new Set(taken)].filter(name => !names.includes(name))).toEqual([])
  })

  test('has no setting that nothing reads', async () => {
    const code = await textOf(
      'apps/**/*.ts',
      'packages/**/*.ts',
      'infra/**/*.ts',
      'compose.yaml',
      'infra/*/compose.yaml',
    )
    expect(names.filter(name => !code.includes(`'${name}'`) && !code.includes(`\${${name}`))).toEqual([])
  })
})

test('the reader uses the defaults of the list, and reports a single mistake in one line', () => {
  const read = createReader({ PORT: 'eighty' })
  expect(read.text('HOST')).toBe(settings.HOST.default)
  read.port('PORT')
  expect(() => read.check()).toThrow(/^the configuration is not usable: PORT must be a port number$/)
})

test.each(['8e3', '0x50', '80.0', '-1', ' 80', '65536'])('a port is written in digits: %j is refused', PORT => {
  const read = createReader({ PORT, DRAIN_MS: '1e3' })
  read.port('PORT')
  read.milliseconds('DRAIN_MS')
  expect(() => read.check()).toThrow(
    /^the configuration is not usable:\n- PORT must be a port number\n- DRAIN_MS must be a whole number of milliseconds$/,
  )
})
