import { readFileSync } from 'node:fs'
import { glob } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { writeEnvExample } from './env-example.ts'
import { settings } from './setting-list.ts'
import { createReader, prefixedSettings } from './settings.ts'

const names = Object.keys(settings)

async function textOf(...patterns: string[]): Promise<string> {
  const texts: string[] = []
  const exclude = ['**/node_modules/**', '**/*.test.ts', '**/setting-list.ts', '**/generated/**']
  for await (const file of glob(patterns, { exclude })) texts.push(readFileSync(file, 'utf8'))
  return texts.join('\n')
}

describe('.env.example', () => {
  test('is generated from the list of settings', () => {
    expect(readFileSync('.env.example', 'utf8')).toBe(writeEnvExample())
  })

  test('names each setting once, commented out', () => {
    const named = [...writeEnvExample().matchAll(/^#([A-Z][A-Z_]+)=/gm)].map(([, name]) => name)
    expect(named.toSorted()).toEqual(names.toSorted())
  })
})

describe('the list of settings', () => {
  test('has every setting that a compose file reads from the environment', async () => {
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

test('a mistake names a setting as the user wrote it: npm start reads PALISADE_LOG_LEVEL as LOG_LEVEL', () => {
  const mistakesOf = (env: Record<string, string>) => {
    const read = createReader({ LOG_LEVEL: 'loud', DATA_KEY_FILE: '/nowhere', PALISADE_ENV: 'moon', ...env })
    read.logLevel()
    read.key('DATA_KEY')
    read.environment()
    return () => read.check()
  }
  const must = 'must be one of'
  expect(mistakesOf({})).toThrow(
    new RegExp(`\n- LOG_LEVEL ${must}.*\n- DATA_KEY_FILE points to.*\n- PALISADE_ENV ${must}`),
  )
  expect(mistakesOf({ [prefixedSettings]: '1' })).toThrow(
    new RegExp(`\n- PALISADE_LOG_LEVEL ${must}.*\n- PALISADE_DATA_KEY_FILE points to.*\n- PALISADE_ENV ${must}`),
  )
})

test.each(['8e3', '0x50', '80.0', '-1', ' 80', '65536'])('a port is written in digits: %j is refused', PORT => {
  const read = createReader({ PORT, DRAIN_MS: '1e3' })
  read.port('PORT')
  read.milliseconds('DRAIN_MS')
  expect(() => read.check()).toThrow(
    /^the configuration is not usable:\n- PORT must be a port number\n- DRAIN_MS must be a whole number of milliseconds$/,
  )
})
