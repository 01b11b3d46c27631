import { existsSync } from 'node:fs'
import { expect, it } from 'vitest'
import { renderDashboards } from './index.ts'

type Panel = {
  title: string
  description: string
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

it('[O2] the links of panels lead to runbooks that exist', () => {
  const links = panels.flatMap(({ links }) => links.map(({ url }) => url))
  expect(links.length).toBeGreaterThan(20)
  expect(links.filter(url => !existsSync(`docs/runbooks/${url.split('/').at(-1)}`))).toEqual([])
})

it('no two panels have the same title, query or alert', () => {
  expect(repeated(panels.map(({ title }) => title))).toEqual([])
  expect(repeated(panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)))).toEqual([])
  expect(repeated(panels.flatMap(({ links }) => links.map(({ url }) => url)))).toEqual([])
})

it('no two dashboards have the same id', () => {
  expect(repeated(dashboards.map(({ uid }) => uid))).toEqual([])
})
