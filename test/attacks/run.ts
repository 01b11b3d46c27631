import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readCommandLine } from '@palisade/service/command-line'
import { requireServers } from '../support/native/index.ts'
import { architectures } from './architectures/index.ts'
import { toRows } from './matrix-rows.ts'
import { observe } from './observe.ts'
import { renderArchitecture, renderPage, sectionOf } from './page.ts'

/** `npm run matrix`: runs the attacks and writes docs/layer-matrix.md, for all architectures or for the named ones. */
const file = join(import.meta.dirname, '../../docs/layer-matrix.md')
const all = architectures.map(({ name }) => name)
const { names } = readCommandLine({ usage: `npm run matrix -- [${all.join('] [')}]`, names: all })
requireServers()

for (const architecture of architectures.filter(({ name }) => names.length === 0 || names.includes(name))) {
  console.log(`· ${architecture.name}`)
  const observed = await observe(architecture, line => console.log(`  ${line}`))
  const section = renderArchitecture(architecture, toRows(observed))
  const page = readFileSync(file, 'utf8')
  const sections = architectures.map(other => (other === architecture ? section : sectionOf(other, page)))
  writeFileSync(file, renderPage(sections.filter(text => text !== '')))
  console.log('docs/layer-matrix.md is written')
}
