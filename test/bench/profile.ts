import { Session } from 'node:inspector/promises'

/** Share of the processor time that a place in the code took by itself, from 0 to 1. */
export type ProfileShare = { place: string; share: number }

/** Samples this process until the function that is returned is called. */
export async function startProfile(): Promise<() => Promise<ProfileShare[]>> {
  const session = new Session()
  session.connect()
  await session.post('Profiler.enable')
  await session.post('Profiler.setSamplingInterval', { interval: 200 })
  await session.post('Profiler.start')
  return async () => {
    const { profile } = await session.post('Profiler.stop')
    session.disconnect()
    const places = new Map(
      profile.nodes.map(({ id, callFrame }) => [id, placeOf(callFrame.functionName, callFrame.url)]),
    )
    const usedUs = new Map<string, number>()
    profile.samples?.forEach((node, index) => {
      const place = places.get(node)
      if (place) usedUs.set(place, (usedUs.get(place) ?? 0) + (profile.timeDeltas?.[index] ?? 0))
    })
    const totalUs = [...usedUs.values()].reduce((sum, us) => sum + us, 0)
    return [...usedUs].map(([place, us]) => ({ place, share: us / totalUs })).sort((a, b) => b.share - a.share)
  }
}

/** A file of ours, a package, or a part of Node. Time without work, or for the profile itself, has no place. */
function placeOf(functionName: string, url: string): string | undefined {
  if (functionName === '(idle)' || url.startsWith('node:inspector')) return undefined
  if (functionName === '(garbage collector)') return 'garbage collection'
  if (url.startsWith('node:')) return `Node: ${url.replace('node:', '').replace('internal/', '').split('/')[0]}`
  const dependency = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(url)?.[1]
  if (dependency) return dependency
  const own = /\/((?:apps\/api\/src|packages)\/.+)$/.exec(url)?.[1]
  return own ?? (url === '' ? 'Node: native code and system calls' : 'this benchmark')
}

const groups: readonly [string, RegExp][] = [
  ['the admission and its calls to Redis', /rate-limit|ioredis|50-admit|tenant-states/],
  ['the token', /security\/jwt|40-authenticate|Node: crypto/],
  ['CORS and allow-list', /security\/(cors|waf)|20-cors|30-allow-list/],
  ['the other layers and the handler', /^apps\/api|^packages/],
  ['Fastify and its plugins', /fastify|find-my-way|pino|ipaddr|proxy-addr|light-my|ajv|cookie/],
  ["Node's HTTP, streams and timers", /^Node: (?!native)/],
  ['system calls and native code', /^Node: native/],
  ['garbage collection', /^garbage/],
]

/** The shares of the parts of a request, the largest first. */
export function groupShares(profile: readonly ProfileShare[]): { group: string; share: number }[] {
  const byGroup = Map.groupBy(profile, ({ place }) => groups.find(([, places]) => places.test(place))?.[0] ?? 'others')
  const sums = [...byGroup].map(([group, own]) => ({ group, share: own.reduce((sum, { share }) => sum + share, 0) }))
  return sums.sort((a, b) => b.share - a.share)
}
