import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ensureServers } from '../native/index.ts'
import type { Architecture } from './architectures/architecture.ts'
import { architectures } from './architectures/index.ts'
import { observe } from './observe.ts'
import { renderPage } from './page.ts'
import { type Row, toRows } from './table.ts'

/** `npm run matrix`: writes docs/layer-matrix.md from what happens now. */
const page = join(import.meta.dirname, '../../docs/layer-matrix.md')

const missing = ensureServers()
if (missing.length) throw new Error(`not installed: ${missing.join(', ')}`)

const rows = new Map<Architecture, readonly Row[]>()
for (const architecture of architectures) {
  console.log(`· ${architecture.name}`)
  const observed = await observe(architecture, line => console.log(`  ${line}`))
  rows.set(architecture, toRows(observed))
}
writeFileSync(page, renderPage(rows))
console.log('docs/layer-matrix.md is written')
