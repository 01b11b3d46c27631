import { readFile } from 'node:fs/promises'
import { beforeAll, describe, expect, test } from 'vitest'
import { singleVps } from './architectures/single-vps.ts'
import { layers } from './layers.ts'
import { type Observed, observe } from './observe.ts'
import { renderArchitecture } from './page.ts'
import { lostWith, type Row, toRows } from './table.ts'

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
    expect(sectionOf(page)).toBe(renderArchitecture(singleVps.name, rows))
  })
})

describe('[B4] [S25] [S81] [S82] the id in the answer to an attack stands in the log of', () => {
  const ofApi = layers.flatMap(({ id, loss }) => ('api' in loss ? [id] : []))
  const cases = {
    'the edge alone, where Nginx stops it': [['edge-limits', 'edge-list'], ['edge']],
    'the edge alone, where ModSecurity stops it': [['waf'], ['edge']],
    'edge and API, where the API stops it': [ofApi, ['edge', 'api']],
  } as const
  for (const [title, [places, logs]] of Object.entries(cases)) {
    test(title, () => {
      const stopped = [...observed.intact].filter(
        ([, { place }]) => place && (places as readonly string[]).includes(place),
      )
      expect(stopped.length).toBeGreaterThan(3)
      expect(stopped.filter(([, { loggedBy }]) => loggedBy.join() !== logs.join())).toEqual([])
    })
  }
})

/** From the heading of the architecture up to the next. */
function sectionOf(text: string): string {
  const [, ...sections] = text.split(/^(?=## )/m)
  return sections.find(section => section.startsWith(`## ${singleVps.name}\n`))?.trimEnd() ?? ''
}
