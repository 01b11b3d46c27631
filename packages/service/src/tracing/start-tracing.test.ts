import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'

test('[S86] a process that sends no traces loads no SDK', () => {
  const program = `
    import { createRequire } from 'node:module'
    const { inSpan, traceCarrier } = await import('./packages/service/src/index.ts')
    const loaded = () => Object.keys(createRequire(import.meta.url).cache).filter(file => file.includes('opentelemetry'))
    const isSdk = file => !file.includes('/@opentelemetry/api/')
    console.log(JSON.stringify([inSpan('name', () => 'result'), traceCarrier(), loaded().length > 0, loaded().filter(isSdk)]))`
  const output = execFileSync(process.execPath, ['--input-type=module', '--eval', program], { encoding: 'utf8' })
  expect(JSON.parse(output)).toEqual(['result', {}, true, []])
})
