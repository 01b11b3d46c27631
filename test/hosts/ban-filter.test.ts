import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type Call, send } from '../support/clients/send.ts'
import { edgePackages, missingServers, type NativeEdge, startEdge } from '../support/native/index.ts'
import { role } from './render-role.ts'

const filter = join(role, 'files/palisade-edge.conf')
const attack = "x' or 1=1 union select password from users--"
const foreign = { origin: 'https://evil.test' }
const injected = '/wp-login.php","endpoint":"","ip":"192.0.2.1'

type Client = Call & { readonly path: string; readonly times?: number }

/** Clients that send what no page can make a browser send, each from an address of its own. */
const programs: Record<string, Client> = {
  'posts to paths that do not exist': { from: '127.1.0.1', method: 'POST', path: '/wp-login.php', json: {} },
  'uses methods that do not exist': { from: '127.1.0.2', method: 'PROPFIND', path: '/' },
  'sends what the WAF blocks': { from: '127.1.0.3', method: 'POST', path: '/api/orders', json: { note: attack } },
  'writes another address into the log': { from: '127.1.0.4', method: 'POST', path: injected, json: {} },
}

/** What a foreign page can make its visitor's browser send, and what honest clients send. */
const others: Record<string, Client> = {
  'an image': { from: '127.2.0.1', path: '/api/nothing' },
  'a link with an attack': { from: '127.2.0.2', path: `/api/orders?cursor=${encodeURIComponent(attack)}` },
  'a form': { from: '127.2.0.3', method: 'POST', path: '/wp-login.php', headers: foreign, form: { a: 'b' } },
  'a form without an origin of its own': { from: '127.2.0.4', method: 'POST', path: '/', headers: { origin: 'null' } },
  'a call of fetch()': {
    from: '127.2.0.5',
    method: 'POST',
    path: '/api/orders',
    headers: foreign,
    json: { note: attack },
  },
  'a method that only asks': { from: '127.2.0.6', method: 'OPTIONS', path: '/api/orders', headers: foreign },
  'an honest order': { from: '127.2.0.7', method: 'POST', path: '/api/orders', json: { note: 'two lamps' } },
  'an order with a mistake': { from: '127.2.0.8', method: 'POST', path: '/api/orders', json: { note: 1 } },
}

const flood: Client = { from: '127.3.0.1', method: 'POST', path: '/api/orders', json: {}, times: 150 }

describe.skipIf(missingServers([...edgePackages, 'fail2ban']).length > 0)(
  'the filters of fail2ban on the log of a real edge',
  () => {
    let api: Server
    let edge: NativeEdge
    beforeAll(async () => {
      // Its status is that of a failed sign-in: it is the API's refusal, which the edge's jails leave to the API's limits.
      api = createServer((_, response) => response.writeHead(401).end()).listen(0, '127.0.0.1')
      await once(api, 'listening')
      edge = await startEdge({ upstreamPort: (api.address() as AddressInfo).port })
      for (const { path, times = 1, ...call } of [...Object.values(programs), ...Object.values(others), flood])
        await Promise.all(Array.from({ length: times }, () => send(edge.url, path, call)))
      const expected = Object.keys({ ...programs, ...others }).length + (flood.times ?? 0)
      await vi.waitUntil(async () => (await edge.accessLog()).length === expected, 10_000)
    })
    afterAll(async () => {
      await edge?.stop()
      api?.close()
    })

    /** The addresses that a jail counts, in order. */
    const counted = (settings: string): string[] => {
      const args = ['--out', 'ip', join(edge.folder, 'access.log'), `${filter}[${settings}]`]
      return execFileSync('fail2ban-regex', args, { encoding: 'utf8' }).split('\n').filter(Boolean)
    }

    test('[S5] the jail for probes counts programs, and nothing that a foreign page or an honest client can cause', () => {
      expect(counted('statuses="404|405", inspections="blocked"')).toEqual(
        Object.values(programs).map(({ from }) => from),
      )
    })

    test('[S5] the jail for floods counts what a limit of the edge refused', async () => {
      const refused = (await edge.accessLog()).filter(({ status }) => status === 429)
      expect(refused.length).toBeGreaterThan(10)
      expect(counted('statuses="429", inspections="none"')).toEqual(refused.map(() => flood.from))
    })
  },
)
