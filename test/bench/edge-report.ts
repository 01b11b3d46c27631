import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'
import { join } from 'node:path'
import { crsRulesFolder } from '../support/native/index.ts'
import { type Aim, atLeast, atMost } from './aims.ts'
import type { Ratio } from './comparison.ts'
import { type EdgeRequestName, edgeRequests } from './edge-requests.ts'
import { figure } from './figures.ts'
import { aimsTable, spread, table } from './tables.ts'

/** By request: the base first, then all others beside it. */
export type EdgeFigures = Readonly<Record<EdgeRequestName, readonly Ratio[]>>

type Circumstances = { quick: boolean; minutes: number }

const titles: Record<string, string> = {
  static: 'Nginx, a static answer',
  proxy: 'Nginx, a plain proxy',
  modsecurity: 'the same with ModSecurity and no rules',
  'stock-crs': 'the same with the stock Core Rule Set, paranoia level 1',
  palisade: '**Palisade’s edge**',
}

/** The whole run as Markdown. */
export function writeEdgeReport(figures: EdgeFigures, { quick, minutes }: Circumstances): string {
  const aims = judgeEdge(figures)
  const sections = [
    '# What the edge costs',
    `Written by \`npm run bench:edge${quick ? ' -- --quick' : ''}\`, in ${figure(minutes)} minutes, on ${cpus().length} ` +
      `processors (${cpus()[0]?.model}). All servers take HTTP/1.1 over TLS on kept connections and hand on to the same ` +
      'static server, which is not counted. They have one processor, load and static server the other. All of them write ' +
      'an access log; the edge keeps its limits, and the load comes from so many addresses that none is reached.',
    'What counts is the **processor time of the Nginx workers a request**. A share is that of the base in the run just ' +
      `before, divided by the server's own; the median of ${figures.search[1]?.ratios.length} such pairs, of ` +
      `${figures.read[1]?.ratios.length} for reads, preflights and the plain order, with the lowest and highest. ` +
      `The load average of the machine at the end was ${figure(loadavg()[1] ?? 0)}; above 2, others worked on it as well.`,
    `## Aims\n\n${aimsTable(aims)}`,
    ...Object.entries(figures).map(
      ([id, rows]) => `## ${capitalized(edgeRequests[id as EdgeRequestName].name)}\n\n${comparisonTable(rows)}`,
    ),
    closing(aims, figures),
    `## Versions\n\n${readEdgeVersions()}`,
  ]
  return `${sections.join('\n\n')}\n`
}

function judgeEdge(figures: EdgeFigures): Aim[] {
  const timesStock = (id: EdgeRequestName) => ratioOf(figures[id], 'stock-crs') / ratioOf(figures[id], 'palisade')
  return [
    atLeast(0.8, ratioOf(figures.read, 'palisade'), 'Declared reads, as a share of the plain proxy'),
    atLeast(0.9, ratioOf(figures.preflight, 'palisade'), 'Preflights, as a share of a static answer'),
    atMost(0.05, timesStock('order'), 'An order of 1 KB in plain words, times the cost with stock CRS'),
    atMost(0.3, timesStock('quotedOrder'), 'The same with quotes and line breaks'),
    atMost(0.3, timesStock('oddOrder'), 'The same with odd characters'),
    atMost(0.3, timesStock('search'), 'A search in plain words, times the cost with stock CRS'),
    atMost(0.75, timesStock('quotedSearch'), 'A search with quotes'),
    atMost(
      5,
      usOf(figures.worst, 'palisade') / usOf(figures.order, 'stock-crs'),
      'The worst order found, times a plain one with stock CRS',
    ),
  ]
}

const usOf = (rows: readonly Ratio[], name: string) => rows.find(row => row.name === name)?.usPerRequest ?? Number.NaN

const ratioOf = (rows: readonly Ratio[], name: string) => rows.find(row => row.name === name)?.ratio ?? Number.NaN

function comparisonTable(rows: readonly Ratio[]): string {
  const own = ratioOf(rows, 'palisade')
  return table(
    ['server', 'µs a request', 'share of the base', 'the edge costs ×', 'requests/s'],
    rows.map(({ name, usPerRequest, perSecond, ratio, ratios }) => [
      titles[name] ?? name,
      figure(usPerRequest),
      `${figure(ratio)}${spread(ratios)}`,
      figure(ratio / own),
      Math.round(perSecond).toLocaleString('en'),
    ]),
  )
}

/** What is not reached, and what the time goes to, as far as the other servers tell it. */
function closing(aims: readonly Aim[], { read, order, preflight }: EdgeFigures): string {
  const missed = aims.filter(({ reached }) => !reached)
  if (missed.length === 0) return '## What is not reached\n\nNothing, in this run.'
  const list = missed.map(({ what, wanted, measured }) => `- ${what}: ${figure(measured)} instead of ${wanted}`)
  const why = [
    `A declared read costs ${figure(usOf(read, 'palisade'))} µs here and ${figure(usOf(read, 'proxy'))} µs in the plain proxy.`,
    `An order costs ${figure(usOf(order, 'palisade'))} µs and ${figure(usOf(order, 'proxy'))} µs. A preflight costs`,
    `${figure(usOf(preflight, 'palisade'))} µs, and ${figure(usOf(preflight, 'static'))} µs where every request is answered`,
    'with the same fields.',
  ]
  return `## What is not reached\n\n${list.join('\n')}\n\n${why.join(' ')}`
}

function readEdgeVersions(): string {
  // Nginx writes it to standard error.
  const nginx = /nginx\/(\S+)/.exec(spawnSync('/usr/sbin/nginx', ['-v'], { encoding: 'utf8' }).stderr)?.[1]
  const folder = crsRulesFolder()
  const setup = readdirSync(folder).find(name => name.startsWith('REQUEST-901')) ?? ''
  const crs = /ver\.(\d+\.\d+\.\d+)/.exec(readFileSync(join(folder, setup), 'utf8'))?.[1]
  return `Nginx ${nginx}, Core Rule Set ${crs}, Node ${process.versions.node}`
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
