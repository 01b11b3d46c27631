import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { writeFiles } from '../../infra/shared/render.ts'
import { edgePackages, missingServers, startBaseline, startEdge } from '../support/native/index.ts'
import { benignPlaces } from './benign-places.ts'
import { readCorpus } from './corpus.ts'
import { readPassedHeaders } from './passed-headers.ts'
import { findPlaces, type Request } from './places.ts'
import { sendAll } from './send-all.ts'

const skipped = missingServers(edgePackages).length > 0
const report = join(import.meta.dirname, '../../infra/shared/waf-report-cli.ts')
const exclusionsFile = 'modsecurity/exclusions.conf'

/** Honest texts that rules take for attacks, on Core Rule Set 3.3 and 4, where nobody has written an exclusion yet. */
const mistaken = ['Sticker .htaccess, 5 cm', 'Print: the story of the .htaccess file']
const attack = "'; DROP TABLE orders; SELECT pg_sleep(10)--"

const settings = readFileSync(join(import.meta.dirname, '../../infra/single-vps/edge/waf-settings.conf'), 'utf8')
const logOnly = ['own/waf-settings.conf', settings.replace('SecRuleEngine On', 'SecRuleEngine DetectionOnly')] as const
const untuned = new Map([[exclusionsFile, '']])

it.skipIf(skipped)(
  '[S60] log only, report, exclude, enforce: the exclusions of the report stop the matches of honest texts, and of no attack',
  async () => {
    const places = findPlaces(await readPassedHeaders())
    const description = places.find(({ name }) => name === 'body lines.0.description')
    const honest = mistaken.map(text => description?.write(text) as Request)
    const harmful = description?.write(attack) as Request
    const others = (await readCorpus('benign')).filter(({ file }) => file === 'names')
    const upstream = await startBaseline('static')

    /** Sends the requests to an edge of its own, and tells their statuses and what is in the audit log then. */
    const send = async (requests: readonly Request[], changed: ReadonlyMap<string, string>) => {
      const started = await startEdge({
        upstreamPort: upstream.plainPort,
        adjust: folder => writeFiles(folder, changed),
      })
      try {
        const statuses = await sendAll(started, requests)
        const text = execFileSync(process.execPath, [report, join(started.folder, 'audit.log')]).toString()
        return { statuses, text }
      } finally {
        await started.stop()
      }
    }
    try {
      const traffic = others.flatMap(({ file, text }) => benignPlaces(file, places).map(place => place.write(text)))
      const logged = await send([...honest, harmful, ...(traffic as Request[])], new Map([logOnly, ...untuned]))
      expect(new Set(logged.statuses)).toEqual(new Set([200]))
      expect(logged.text).toContain('orders.create · a line of text')

      // What a person does: takes the exclusions below the texts that are honest.
      const findings = logged.text.split(/\n(?= {2}\w)/)
      const ofHonest = findings.filter(finding => mistaken.some(text => finding.includes(`> ${text}`)))
      const exclusions = ofHonest.flatMap(finding => finding.match(/SecRule.*/) ?? [])
      expect(exclusions.length).toBeGreaterThanOrEqual(1)
      expect((await send([...honest, harmful], untuned)).statuses).toEqual([403, 403, 403])

      const tuned = new Map([[exclusionsFile, `${exclusions.join('\n')}\n`]])
      const enforced = await send([...honest, harmful], tuned)
      expect(enforced.statuses).toEqual([200, 200, 403])
      for (const text of mistaken) expect(enforced.text).not.toContain(`> ${text}`)
    } finally {
      await upstream.stop()
    }
  },
)
