import type { Architecture } from './architectures/architecture.ts'
import { fixedPlaces } from './judge.ts'
import { allLayers, type Layer } from './layers.ts'
import { attacks } from './list/index.ts'
import { lostWith, type Row } from './matrix-rows.ts'

const nothing = '**nothing**'
const same = '·'

/** docs/layer-matrix.md, of the section of each architecture. */
export function renderPage(sections: readonly string[]): string {
  return `${[intro, legend(), ...sections].join('\n\n')}\n`
}

/** What a page says of an architecture; empty where it says nothing. */
export function sectionOf({ name }: Architecture, page: string): string {
  const [, ...sections] = page.split(/^(?=## )/m)
  return sections.find(section => section.startsWith(`## ${name}\n`))?.trimEnd() ?? ''
}

/** The part of the page that tells of one architecture. */
export function renderArchitecture({ name, layers }: Architecture, rows: readonly Row[]): string {
  const groups = Object.entries(attacks).map(([group, members]) => {
    const names = new Set(members.map(member => member.name))
    return `### ${group}\n\n${renderTable(
      layers,
      rows.filter(({ attack }) => names.has(attack)),
    )}`
  })
  return [`## ${name}`, renderLosses(layers, rows), ...groups].join('\n\n')
}

const intro = `# The layer matrix

What stops an attack, and what still stops it when one layer is gone. Every cell was observed: \`npm run matrix\` starts the
architecture on real servers, once whole and once without each layer, sends every attack at it, and reads from the answer
and from the logs under its request id who refused. It writes this page, \`npm run matrix -- spa-mobile\` one part of it; for the
single VPS, \`npm test\` compares the page with what is observed then. The API has no switch that leaves a layer out: the tests
load a replacement (\`test/attacks/replacements\`), or change the files of Nginx in a temporary folder, or the database
in a copy.`

function legend(): string {
  const removable = allLayers.map(({ id, holds }) => `| \`${id}\` | ${holds} |`)
  const fixed = Object.entries(fixedPlaces).map(([id, what]) => `| ${id} | ${what} |`)
  return [
    '## How to read it',
    `The first column after the attack names the layer that stops it with all in place. The others each lack one layer: \`${same}\`
says that nothing changes, a name says which layer stops the attack then, and ${nothing} that it gets through. A layer whose
loss changes nothing for any attack of a table has no column there.`,
    ['| layer | what is gone without it |', '| --- | --- |', ...removable].join('\n'),
    ['| always there | |', '| --- | --- |', ...fixed].join('\n'),
  ].join('\n\n')
}

function renderLosses(layers: readonly Layer[], rows: readonly Row[]): string {
  const open = rows.filter(({ intact }) => intact === null).map(({ attack }) => attack)
  const losses = layers.map(({ id }) => `| \`${id}\` | ${lostWith(id, rows).join('; ') || '–'} |`)
  return [
    `${rows.length} attacks. With every layer in place ${open.length || 'none'} get${open.length === 1 ? 's' : ''} through${open.length ? `: ${open.join('; ')}` : ''}.`,
    ['| without | these get through as well |', '| --- | --- |', ...losses].join('\n'),
  ].join('\n\n')
}

function renderTable(all: readonly Layer[], rows: readonly Row[]): string {
  const layers = all.filter(({ id }) => rows.some(({ intact, without }) => without.get(id) !== intact))
  const head = ['attack', 'stopped by', ...layers.map(({ id }) => `− ${id}`)]
  const lines = rows.map(({ attack, intact, without }) => [
    attack,
    intact ?? nothing,
    ...layers.map(({ id }) => cell(without.get(id), intact)),
  ])
  return [head, head.map(() => '---'), ...lines].map(cells => `| ${cells.join(' | ')} |`).join('\n')
}

function cell(place: string | null | undefined, intact: string | null): string {
  if (place === intact) return same
  return place ?? nothing
}
