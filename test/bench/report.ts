import { cpus } from 'node:os'
import { type Aim, type Figures, judge } from './aims.ts'
import type { Compared } from './comparison.ts'
import { figure } from './figures.ts'
import { groupShares, type ProfileShare } from './profile.ts'
import { aimsTable, spread, table } from './tables.ts'
import { readVersions } from './versions.ts'

/** `busy`: the load average of the machine before the run began. Beside others, all figures are worse, and the chain's the most. */
type Circumstances = { quick: boolean; minutes: number; busy: number }

/** The whole run as Markdown. */
export function writeReport(figures: Figures, { quick, minutes, busy }: Circumstances): string {
  const aims = judge(figures)
  const command = `npm run bench${quick ? ' -- --quick' : ''}`
  const sections = [
    '# What the checks cost',
    `Written by \`${command}\`, in ${figure(minutes)} minutes, on ${cpus().length} processors (${cpus()[0]?.model}) ` +
      `that had a load of ${figure(busy)} from others before. ` +
      'All servers do the same work: they answer a GET of one small JSON document, with a token and an `Origin`, after ' +
      'CORS, signature, revocation, scope, and limits for address, user, key and tenant in the same Redis. Each is a ' +
      'process of its own on one processor; load and Redis have the other. Nobody logs.',
    'What counts is the **processor time of the server a request**. A share is that of bare Fastify in the run just ' +
      `before, divided by the server's own; the median of ${figures.size.pairs} such pairs, with the lowest and highest.`,
    `## Aims\n\n${aimsTable(aims)}`,
    `## The whole chain\n\n${comparisonTable(figures.compared)}`,
    notes,
    `## Calls to Redis a request\n\n${table(
      ['server', '1 connection', '64 connections'],
      figures.calls.map(({ name, alone, together }) => [titles[name] ?? name, figure(alone), figure(together)]),
    )}`,
    `## Under attack\n\n${attackTable(figures)}`,
    `## Each step alone\n\n${table(
      ['step', 'µs'],
      figures.steps.map(({ name, us }) => [name, figure(us)]),
    )}`,
    `## The store\n\n${storeTable(figures)}`,
    `## Where Palisade's time goes\n\n${profileTable(figures.profile)}`,
    closing(aims, figures),
    `## Versions\n\n${readVersions()}`,
  ]
  return `${sections.join('\n\n')}\n`
}

const titles: Record<string, string> = {
  'bare-fastify': 'Fastify, bare',
  palisade: '**Palisade**',
  'fastify-one-call': 'Fastify with one batched Redis call, and no other check',
  'fastify-plugins': 'Fastify with @fastify/cors, jwt, rate-limit',
  'fastify-plugins-cached': 'the same, with the token cache of @fastify/jwt',
  express: 'Express with helmet, cors, jsonwebtoken, express-rate-limit',
}

const notes = `Tokens are signed with Ed25519. jsonwebtoken does not know it: Express verifies ES256, the nearest that it
knows. Everyone asks four limits: Palisade those of address, user and tenant and the tenant's monthly quota, the others
those of address, user, key and tenant. Palisade's are those of the contracts: 256 users with an address each stay below
them. Palisade remembers the state of a tenant for half a minute; the others read it with the revocations. Fastify with
one batched Redis call asks what Palisade asks, through the same store, and checks nothing: what Palisade takes beyond it
is what all its layers cost.`

function comparisonTable(rows: readonly Compared[]): string {
  const cells = rows.map(({ name, connections, usPerRequest, perSecond, ratio, ratios }) => {
    const own = rows.find(row => row.name === 'palisade' && row.connections === connections)?.ratio ?? Number.NaN
    return [
      `${connections}`,
      titles[name] ?? name,
      figure(usPerRequest),
      `${figure(ratio)}${spread(ratios)}`,
      figure(own / ratio),
      Math.round(perSecond).toLocaleString('en'),
    ]
  })
  return table(['connections', 'server', 'µs a request', 'share of bare', 'Palisade is × as fast', 'requests/s'], cells)
}

function attackTable({ blocked, flood }: Figures): string {
  return table(
    ['attack', 'µs a request', 'what happens'],
    [
      [
        'a user beyond the limit goes on',
        figure(blocked.usPerRequest),
        `${blocked.refused} × 429, ${figure(blocked.callsPerRequest)} Redis calls each`,
      ],
      ['forged tokens, each another, many addresses', figure(flood.verifiedUs), '401 after the signature check'],
      ['512 forged tokens again and again', figure(flood.repeatedUs), '401 from the cache of refused tokens'],
      [
        'forged tokens from one address',
        figure(flood.limitedUs),
        `${figure(flood.limited * 100)} % stopped by the in-process limiter, before any cryptography`,
      ],
    ],
  )
}

function storeTable({ store, size }: Figures): string {
  const { few, many, ratio, bytesPerKey, bytesPerRevokedToken } = store
  return table(
    ['', 'µs in the process', 'µs in Redis'],
    [
      ['an admission among 1,000 keys', figure(few.ownUs), figure(few.redisUs)],
      [`an admission among ${size.many.toLocaleString('en')} keys`, figure(many.ownUs), figure(many.redisUs)],
      ['the second, times the first', figure(ratio), ''],
      ['bytes a limit key', '', figure(bytesPerKey)],
      ['bytes a revoked token', '', figure(bytesPerRevokedToken)],
    ],
  )
}

function profileTable(profile: readonly ProfileShare[]): string {
  const groups = groupShares(profile).map(({ group, share }) => [`**${group}**`, figure(share * 100)])
  const places = profile.slice(0, 16).map(({ place, share }) => [place, figure(share * 100)])
  return `${table(['part', '% of the time'], groups)}\n\n${table(['place', '% of the time'], places)}`
}

function closing(aims: readonly Aim[], { compared, steps, profile }: Figures): string {
  const missed = aims.filter(({ reached }) => !reached)
  if (missed.length === 0) return '## What is not reached\n\nNothing, in this run.'
  const list = missed.map(({ what, wanted, measured }) => `- ${what}: ${figure(measured)} instead of ${wanted}`)
  const requestUs = (name: string) =>
    compared.find(row => row.name === name && row.connections === 64)?.usPerRequest ?? 0
  const stepUs = (name: string) => figure(steps.find(step => step.name === name)?.us ?? Number.NaN)
  const added = figure(requestUs('palisade') - requestUs('bare-fastify'))
  const largest = groupShares(profile)
    .slice(0, 4)
    .map(({ group, share }) => `${group} (${figure(share * 100)} %)`)
  const ofTheCall = figure(requestUs('fastify-one-call') - requestUs('bare-fastify'))
  const why =
    `Palisade adds ${added} µs to a request of bare Fastify at 64 connections. One batched call to Redis alone adds ` +
    `${ofTheCall}: sending an admission and reading the reply is ${stepUs('Admission: Redis, 64 together')} where 64 travel ` +
    `together, and ${stepUs('Admission: Redis, alone')} where one travels alone. To write the header fields of an answer ` +
    `takes Node ${stepUs('Header fields: all of an answer')} instead of ${stepUs('Header fields: type and length alone')}, ` +
    `and Fastify has collected them before; the token is ${stepUs('Token: seen before')}. The rest is spread over the whole ` +
    `way, as the profile shows: ${largest.join(', ')}.`
  return `## What is not reached\n\n${list.join('\n')}\n\n${why}`
}
