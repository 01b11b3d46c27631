import { execFile } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'

const run = promisify(execFile)
const alerts = 'infra/observability/alerts'
const files = async (folder: string) => (await readdir(folder)).map(name => join(folder, name))
const ruleTests = await files('test/operations/rules')
const texts = await Promise.all((await files(alerts)).map(file => readFile(file, 'utf8')))
const names = texts.flatMap(text => Array.from(text.matchAll(/- alert: (\w+)/g), ([, name = '']) => name))

test('[S85] Prometheus and Alertmanager accept their files', async () => {
  await run('promtool', ['check', 'rules', ...(await files(alerts))])
  await run('promtool', ['check', 'config', '--syntax-only', 'infra/observability/prometheus.yaml'])
  await run('amtool', ['check-config', 'infra/observability/alertmanager.yaml'])
})

describe('[S85] alerts fire at the right time, and not before:', () => {
  for (const file of ruleTests) {
    test(basename(file, '.yaml'), async () => {
      const { stdout } = await run('promtool', ['test', 'rules', file])
      expect(stdout).toContain('SUCCESS')
    })
  }
})

test('[O2] each alert has a runbook under its name, and each runbook an alert', async () => {
  const runbooks = (await readdir('docs/runbooks')).filter(name => name !== 'README.md')
  expect(runbooks.sort()).toEqual(names.map(name => `${name}.md`).sort())
})
