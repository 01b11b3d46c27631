import { loadavg } from 'node:os'
import { readCommandLine } from '@palisade/service/command-line'
import { median } from '../support/median.ts'
import { atMost } from './aims.ts'
import { benchCommand } from './command.ts'
import { figure } from './figures.ts'
import { progress } from './progress.ts'
import { recordSection } from './results.ts'
import { measureSearch, type SearchFigures } from './search-load.ts'
import { aimsTable, spread, table } from './tables.ts'

const { quick } = readCommandLine(benchCommand).values
const size = quick ? { orders: 20_000, pairs: 3, lists: 100 } : { orders: 200_000, pairs: 5, lists: 300 }
/** One member with as many searches as the pool has connections; and as many tenants as may search at a time. */
const attacks = [
  { tenants: 1, atOnce: 20 },
  { tenants: 10, atOnce: 5 },
] as const

const [busy = 0] = loadavg()
const figures = await measureSearch({ ...size, attacks })
progress('')
const report = describe(figures, busy)
console.log(report)
if (!quick) await recordSection(report)

function describe(all: readonly SearchFigures[], busy: number): string {
  const [oneMember] = all
  const sum = (count: (figures: SearchFigures) => number) => all.reduce((total, figures) => total + count(figures), 0)
  const aims = [
    atMost(
      2,
      median(timesWithout(oneMember)),
      'p95 of another tenant’s list under the attack of one member, times that without',
    ),
    atMost(
      0,
      sum(({ failedLists }) => failedLists),
      'Lists of the other tenant that failed',
    ),
    atMost(
      0,
      sum(({ searches }) => searches.failed),
      'Searches that were answered with none of 200, 429 and 503',
    ),
  ]
  const rows = all.map(({ attack, pairs, searches }) => [
    attack.tenants === 1
      ? `one member, ${attack.atOnce} at once`
      : `${attack.tenants} members, ${attack.atOnce} at once each`,
    figure(median(pairs.map(({ without }) => without))),
    figure(median(pairs.map(({ under }) => under))),
    `${figure(median(timesWithout({ pairs })))}${spread(timesWithout({ pairs }))}`,
    `${searches.answered} / ${searches.refused}`,
  ])
  return [
    '## A member searches as fast as it can',
    `Written by \`npm run bench -- --part search\`, with a load of ${figure(busy)} from others before. One tenant has ` +
      `${size.orders.toLocaleString('en')} orders, others have ${(size.orders / 40).toLocaleString('en')} each. A member of the first, or of ` +
      'each of ten, keeps searches under way and sends the next as soon as one is answered, or 100 ms after a refusal, for words that are in every order ' +
      'and for words that are in none, while a member of another tenant reads a list again and again. The API and PostgreSQL ' +
      'are those of `test/support/native`; what counts requests is taken out of the API: nothing but the index, the number of ' +
      'searches at a time and their time limit protects the other tenant.',
    aimsTable(aims),
    table(['attack', 'p95 without, ms', 'p95 under it, ms', 'times that without', 'searches answered / refused'], rows),
  ].join('\n\n')
}

/** The p95 under the attack, as a multiple of that just before it. */
function timesWithout(figures: Pick<SearchFigures, 'pairs'> | undefined): number[] {
  return (figures?.pairs ?? []).map(({ without, under }) => under / without)
}
