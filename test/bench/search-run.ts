import { loadavg } from 'node:os'
import { readCommandLine } from '@palisade/service/command-line'
import { requireServers } from '../support/native/index.ts'
import { atMost } from './aims.ts'
import { benchCommand } from './command.ts'
import { figure, median } from './figures.ts'
import { progress } from './progress.ts'
import { recordSection } from './results.ts'
import { attack, measureSearch, type SearchFigures } from './search-load.ts'
import { aimsTable, spread, table } from './tables.ts'

const { quick } = readCommandLine(benchCommand).values
requireServers(['redis-server', 'postgresql'])
const size = quick ? { orders: 20_000, pairs: 3, lists: 100 } : { orders: 200_000, pairs: 5, lists: 300 }

const [busy = 0] = loadavg()
const figures = await measureSearch(size)
progress('')
const report = describe(figures, busy)
console.log(report)
if (!quick) await recordSection(report)

function describe({ orders, pairs, searches, failedLists }: SearchFigures, busy: number): string {
  const ratios = pairs.map(({ without, under }) => under / without)
  const aims = [
    atMost(2, median(ratios), 'p95 of another tenant’s list under the attack, times that without'),
    atMost(0, failedLists, 'Lists of the other tenant that failed'),
    atMost(0, searches.failed, 'Searches that were answered with none of 200, 429 and 503'),
  ]
  const rows = pairs.map(({ without, under }, index) => [String(index + 1), figure(without), figure(under)])
  return [
    '## A member searches as fast as it can',
    `Written by \`npm run bench -- --part search\`, with a load of ${figure(busy)} from others before. One tenant has ` +
      `${orders.toLocaleString('en')} orders, and ${attack.tenants - 1} have ${(orders / 40).toLocaleString('en')} each. A member ` +
      `of each keeps ${attack.atOnce} searches under way and sends the next as soon as one is answered, for words that are in ` +
      'every order and for words that are in none, while a member of another tenant reads a list again and again. The API and ' +
      'PostgreSQL are those of `test/support/native`; what counts requests is taken out of the API, so that nothing but the ' +
      'index, the number of searches at a time and their time limit protects the other tenant.',
    aimsTable(aims),
    table(['pair', 'p95 without, ms', 'p95 under attack, ms'], rows),
    `Times the p95 without: ${figure(median(ratios))}${spread(ratios)}. Of the searches, ${searches.answered} were ` +
      `answered with 200 and ${searches.refused} with 429 or 503.`,
  ].join('\n\n')
}
