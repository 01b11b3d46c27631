import { readFile } from 'node:fs/promises'
import { beforeAll, describe, expect, test } from 'vitest'
import { singleVps } from './architectures/single-vps.ts'
import { type Observed, observe } from './observe.ts'
import { renderArchitecture } from './page.ts'
import { lostWith, type Row, toRows } from './table.ts'

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
    test(`nothing gets through without ${id} that docs/layer-matrix.md says is stopped then`, () => {
      const [, admitted = ''] = new RegExp(`^\\| \`${id}\` \\| (.*) \\|$`, 'm').exec(sectionOf(page)) ?? []
      expect(admitted).not.toBe('')
      expect(lostWith(id, rows).filter(attack => !admitted.split('; ').includes(attack))).toEqual([])
    })
  }

  test('docs/layer-matrix.md says what is observed (npm run matrix writes it)', () => {
    expect(sectionOf(page)).toBe(renderArchitecture(singleVps, rows))
  })
})

describe('[B4] [S25] [S81] [S82] the id in the answer to an attack stands', () => {
  const stoppedBy = (...ids: readonly string[]) =>
    [...observed.intact.values()].filter(({ place }) => place !== null && ids.includes(place))
  const ofApi = layers.flatMap(({ id, loss }) => ('api' in loss ? [id] : []))

  test('in the log of the edge alone, where Nginx stops it', () => {
    const stopped = stoppedBy('edge-limits', 'edge-list')
    expect(stopped.length).toBeGreaterThan(5)
    for (const { loggedBy } of stopped) expect(loggedBy).toEqual(['edge'])
  })

  test('in the logs of edge and WAF, where ModSecurity stops it', () => {
    const stopped = stoppedBy('waf')
    expect(stopped.length).toBeGreaterThan(5)
    for (const { loggedBy } of stopped) expect(loggedBy).toEqual(['edge', 'waf'])
  })

  test('in the logs of edge and API, where the API stops it', () => {
    const stopped = stoppedBy(...ofApi)
    expect(stopped.length).toBeGreaterThan(20)
    for (const { loggedBy } of stopped) expect(loggedBy.filter(log => log !== 'waf')).toEqual(['edge', 'api'])
  })
})

/** From the heading of the architecture up to the next. */
function sectionOf(text: string): string {
  const [, ...sections] = text.split(/^(?=## )/m)
  return sections.find(section => section.startsWith(`## ${singleVps.name}\n`))?.trimEnd() ?? ''
}
