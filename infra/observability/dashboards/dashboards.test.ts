import { globSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { renderDashboards } from './index.ts'

type Panel = {
  title: string
  description: string
  datasource: { type: string; uid: string }
  links: { url: string }[]
  targets: { expr: string }[]
  fieldConfig: { defaults: { unit: string } }
}

const dashboards = [...renderDashboards().values()].map(text => JSON.parse(text) as { uid: string; panels: Panel[] })
const panels = dashboards.flatMap(dashboard => dashboard.panels)
const repeated = (values: string[]) => values.filter((value, index) => values.indexOf(value) !== index)

it('each panel has a unit, and says what it shows and what is normal', () => {
  for (const { title, description, fieldConfig } of panels) {
    expect(fieldConfig.defaults.unit, title).toMatch(/^\w+$/)
    expect(description, title).toContain('Normal: ')
  }
})

it('[O2] each alert has a panel that links to its runbook', () => {
  const rules = globSync('infra/observability/alerts/*.yaml').map(file => readFileSync(file, 'utf8'))
  const alerts = rules.flatMap(text => Array.from(text.matchAll(/- alert: (\w+)/g), ([, name]) => `${name}.md`))
  expect(alerts.length).toBeGreaterThan(30)
  const linked = panels.flatMap(({ links }) => links.map(({ url }) => url.split('/').at(-1)))
  expect(linked.toSorted()).toEqual(alerts.toSorted())
})

it('no two panels have the same title or query', () => {
  expect(repeated(panels.map(({ title }) => title))).toEqual([])
  expect(repeated(panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)))).toEqual([])
})

it('Grafana gets the data source that the panels name', () => {
  const provisioned = readFileSync('infra/observability/grafana/datasources/prometheus.yaml', 'utf8')
  for (const { title, datasource } of panels) {
    expect(provisioned, title).toContain(`\n    type: ${datasource.type}\n`)
    expect(provisioned, title).toContain(`\n    uid: ${datasource.uid}\n`)
  }
})

it('no two dashboards have the same id', () => {
  expect(repeated(dashboards.map(({ uid }) => uid))).toEqual([])
})
