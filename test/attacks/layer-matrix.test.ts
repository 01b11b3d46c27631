import { readFile } from 'node:fs/promises'
import { beforeAll, describe, expect, test } from 'vitest'
import { architectures } from './architectures/index.ts'
import { singleVps } from './architectures/single-vps.ts'
import { attacks } from './list/index.ts'
import { lostWith, type Row, toRows } from './matrix-rows.ts'
import { type Observed, observe } from './observe.ts'
import { renderArchitecture, renderPage, sectionOf } from './page.ts'

const { layers } = singleVps

let observed: Observed
let rows: Row[]
let page: string

beforeAll(async () => {
  page = await readFile('docs/layer-matrix.md', 'utf8')
  observed = await observe(singleVps, console.log)
  rows = toRows(observed)
})

describe('[B3] [S8] on the single VPS', () => {
  for (const { id } of layers) {
    test(`without ${id}, only the attacks succeed that docs/layer-matrix.md lists`, () => {
      const [, admitted = ''] = new RegExp(`^\\| \`${id}\` \\| (.*) \\|$`, 'm').exec(sectionOf(singleVps, page)) ?? []
      expect(admitted).not.toBe('')
      expect(lostWith(id, rows).filter(attack => !admitted.split('; ').includes(attack))).toEqual([])
    })
  }

  test('docs/layer-matrix.md shows what the attacks do now (npm run matrix writes it)', () => {
    expect(sectionOf(singleVps, page)).toBe(renderArchitecture(singleVps, rows))
  })
})

// Starting the other architectures takes too long, so this only checks that no attack and no layer is missing.
test.each(architectures)('[S8] docs/layer-matrix.md contains every attack and layer of $name', architecture => {
  const cells = [...sectionOf(architecture, page).matchAll(/^\| (.+?) \|/gm)].map(([, first = '']) => first)
  const sent = Object.values(attacks).flatMap(group => group.map(({ name }) => name))
  const lost = architecture.layers.map(({ id }) => `\`${id}\``)
  expect([...sent, ...lost].filter(name => !cells.includes(name))).toEqual([])
})

test('docs/layer-matrix.md has the introduction and legend that npm run matrix writes', () => {
  expect(page).toBe(renderPage(architectures.map(architecture => sectionOf(architecture, page))))
})

describe('[B4] [S25] [S81] [S82] the request id in the answer to an attack is logged', () => {
  const stoppedBy = (...ids: readonly string[]) =>
    [...observed.intact.values()].filter(({ place }) => place !== null && ids.includes(place))
  const ofApi = layers.flatMap(({ id, loss }) => ('api' in loss ? [id] : []))

  test('only by the edge when Nginx stops it', () => {
    const stopped = stoppedBy('edge-limits', 'edge-list', 'edge-values', 'edge-claims')
    expect(stopped.length).toBeGreaterThan(5)
    for (const { loggedBy } of stopped) expect(loggedBy).toEqual(['edge'])
  })

  test('by edge and WAF when ModSecurity stops it', () => {
    const stopped = stoppedBy('waf')
    expect(stopped.length).toBeGreaterThan(5)
    for (const { loggedBy } of stopped) expect(loggedBy).toEqual(['edge', 'waf'])
  })

  test('by edge and API when the API stops it', () => {
    const stopped = stoppedBy(...ofApi)
    expect(stopped.length).toBeGreaterThan(20)
    for (const { place, loggedBy } of stopped) {
      // Preflights stay out of the edge's log [S39].
      if (place === '20-cors') expect(loggedBy).toContain('api')
      else expect(loggedBy.filter(log => log !== 'waf')).toEqual(['edge', 'api'])
    }
  })
})
