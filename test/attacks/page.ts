import type { Architecture } from './architectures/architecture.ts'
import { fixedPlaces } from './judge.ts'
import { allLayers, type Layer } from './layers.ts'
import { attacks } from './list/index.ts'
import { lostWith, type Row } from './matrix-rows.ts'

const nothing = '**nothing**'
const same = '·'

/** Renders docs/layer-matrix.md from the section of each architecture. */
export function renderPage(sections: readonly string[]): string {
  return `${[intro, legend(), ...sections].join('\n\n')}\n`
}

/** The section of an architecture in a page; empty when there is none. */
export function sectionOf({ name }: Architecture, page: string): string {
  const [, ...sections] = page.split(/^(?=## )/m)
  return sections.find(section => section.startsWith(`## ${name}\n`))?.trimEnd() ?? ''
}

/** Renders the section of one architecture. */
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

This page shows which layer stops each attack, and which layer stops it when the first one is removed.

\`npm run matrix\` writes the page from what it observes. It starts each architecture on real servers, once complete and once
without each layer, and sends every attack. The answer, and the logs with its request id, show which layer refused the
request. \`npm run matrix -- spa-mobile\` writes one section. \`npm test\` runs the attacks on the single VPS and compares.

The API has no switch that disables a layer. The tests load a replacement for the layer (\`test/attacks/replacements\`), or
change the Nginx configuration or the database in a temporary copy.`

function legend(): string {
  const removable = allLayers.map(({ id, does }) => `| \`${id}\` | ${does} |`)
  const fixed = Object.entries(fixedPlaces).map(([id, what]) => `| ${id} | ${what} |`)
  return [
    '## How to read it',
    `“Stopped by” names the layer that stops the attack when all layers are in place. Each following column removes one layer:

- \`${same}\`: the same layer stops the attack.
- a name: this layer stops the attack now.
- ${nothing}: the attack succeeds.

A table has columns only for layers that change one of its rows.`,
    ['| layer | what it does |', '| --- | --- |', ...removable].join('\n'),
    ['| not removable | what it stands for |', '| --- | --- |', ...fixed].join('\n'),
  ].join('\n\n')
}

function renderLosses(layers: readonly Layer[], rows: readonly Row[]): string {
  const open = rows.filter(({ intact }) => intact === null).map(({ attack }) => attack)
  const losses = layers.map(({ id }) => `| \`${id}\` | ${lostWith(id, rows).join('; ') || '–'} |`)
  return [
    `${rows.length} attacks. With all layers in place, ${open.length || 'none'} succeed${open.length === 1 ? 's' : ''}${open.length ? `: ${open.join('; ')}` : ''}.`,
    ['| without | these attacks succeed as well |', '| --- | --- |', ...losses].join('\n'),
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
