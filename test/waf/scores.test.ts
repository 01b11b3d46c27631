import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { rulesLeftOut, stockScoreOf, weakRules, writeRuleSet } from '@palisade/edge'
import { expect, it } from 'vitest'
import { crsRulesFolder, edgePackages, missingServers, startBaseline, startEdge } from '../support/native/index.ts'
import { benignPlaces } from './benign-places.ts'
import { readCorpus } from './corpus.ts'
import { readPassedHeaders } from './passed-headers.ts'
import { findPlaces } from './places.ts'
import { sendAll } from './send-all.ts'

/** Left out for what they cost, not for what they find: cost/slow-texts.json. */
const COSTLY: readonly number[] = [932140, 941160]
/** Runs at paranoia level 2 alone; test/conformance/tenant-origins.test.ts needs it left out at an origin. */
const DEEPER = 931130

/** Every rule, with the scores of the Core Rule Set, and nothing blocked: the audit log says what each text sets off. */
async function logStockScores(configurationFolder: string): Promise<void> {
  await writeRuleSet(crsRulesFolder(), join(configurationFolder, 'rules'), stockScoreOf)
  const server = join(configurationFolder, 'own/server.conf')
  const everyText = (await readFile(server, 'utf8')).replace(/(?<=plain_texts_are_safe ).*/, '{ default 0; }')
  await writeFile(server, everyText)
  const settings = join(configurationFolder, 'own/waf-settings.conf')
  const text = await readFile(settings, 'utf8')
  // A score that skips the rest would hide what comes after it.
  const logOnly = text.replace('SecRuleEngine On', 'SecRuleEngine DetectionOnly')
  await writeFile(settings, logOnly.replaceAll(/tx\.threshold=\d+/g, 'tx.threshold=1000'))
}

/** The texts are those that CRS 3.3 needs; CRS 4 has mended some of its rules, and needs others. */
const isDefault = process.env['CRS_RULES_FOLDER'] === undefined

it.skipIf(missingServers(edgePackages).length > 0 || !isDefault)(
  '[S78] each rule that is left out or counts less is set off by an honest text',
  async () => {
    await using undo = new AsyncDisposableStack()
    const upstream = await startBaseline('static')
    undo.defer(upstream.stop)
    const edge = await startEdge({ upstreamPort: upstream.plainPort, adjust: logStockScores })
    undo.defer(edge.stop)
    const places = findPlaces(await readPassedHeaders())
    const honest = (await readCorpus('benign')).flatMap(({ file, text }) =>
      benignPlaces(file, places).flatMap(place => place.write(text) ?? []),
    )
    await sendAll(edge, honest)
    const setOff = (await edge.auditLog()).flatMap(({ transaction }) =>
      transaction.messages.map(({ details }) => Number(details.ruleId)),
    )
    const present = await idsOf(crsRulesFolder())
    const excused = [...rulesLeftOut, ...weakRules].filter(
      id => present.has(id) && !COSTLY.includes(id) && id !== DEEPER,
    )
    const seen = new Set(setOff)
    expect(excused.filter(id => !seen.has(id))).toEqual([])
  },
)

async function idsOf(folder: string): Promise<Set<number>> {
  const names = (await readdir(folder)).filter(name => name.endsWith('.conf'))
  const texts = await Promise.all(names.map(name => readFile(join(folder, name), 'utf8')))
  return new Set([...texts.join('\n').matchAll(/^\s*"?id:(\d+)/gm)].map(([, id]) => Number(id)))
}
