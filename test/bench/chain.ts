import { rm } from 'node:fs/promises'
import { loadavg } from 'node:os'
import { readCommandLine } from '@palisade/service/command-line'
import { Redis } from 'ioredis'
import { startRedis } from '../support/native/index.ts'
import type { Figures } from './aims.ts'
import { countCalls, measureBlocked, measureFlood } from './attacks.ts'
import { benchCommand } from './command.ts'
import { compare } from './comparison.ts'
import { type Contender, measure, startContender } from './contender.ts'
import { loadProcessor, pinThisProcess, serverProcessor, startPinned } from './pinned-process.ts'
import { progress } from './progress.ts'
import { writeReport } from './report.ts'
import { recordReport } from './results.ts'
import type { StepFigure, StepsOrder } from './steps.ts'
import type { StoreFigures, StoreOrder } from './store.ts'
import { createTokens, forge, type Keys, writeRequests } from './work.ts'

const { quick } = readCommandLine(benchCommand).values
const size = quick
  ? { pairs: 3, most: 4_000, mostMs: 1_500, rounds: 3, many: 200_000, revoked: 20_000, forged: 4_096 }
  : { pairs: 5, most: 10_000, mostMs: 3_000, rounds: 7, many: 1_000_000, revoked: 100_000, forged: 8_192 }

pinThisProcess(loadProcessor)
const startMs = performance.now()
const [busy = 0] = loadavg()
const { url: redisUrl, stop: stopRedis } = await startRedis()
const redis = new Redis(redisUrl)
const load = startPinned('./load.ts', loadProcessor)
const servers = { load, redis }
const ed25519 = await createTokens('EdDSA')
const es256 = await createTokens('ES256')
const contenders: Contender[] = []
try {
  const report = writeReport(await measureAll(), { quick, minutes: (performance.now() - startMs) / 60_000, busy })
  console.log(report)
  if (!quick) await recordReport(report)
} finally {
  for (const { stop } of [load, ...contenders]) await stop()
  redis.disconnect()
  await stopRedis()
  for (const { folder } of [ed25519, es256]) await rm(folder, { recursive: true })
}

async function measureAll(): Promise<Figures> {
  const base = await start('bare-fastify', ed25519)
  const palisade = await start('palisade', ed25519)
  const oneCall = await start('fastify-one-call', ed25519)
  const plugins = await start('fastify-plugins', ed25519)
  const cached = await start('fastify-plugins-cached', ed25519)
  const express = await start('express', es256)
  const others = [palisade, oneCall, plugins, cached, express]

  const compared = []
  for (const connections of [64, 1]) {
    compared.push(...(await compare(connections, { ...servers, base, others, ...size })))
  }
  progress('profile')
  const { most, mostMs } = size
  const profile = await palisade.profile(() => measure(load, palisade, { connections: 64, most, mostMs }))
  const calls = []
  for (const contender of others) {
    progress(`calls to Redis: ${contender.name}`)
    const alone = await countCalls(servers, contender, 1)
    calls.push({ name: contender.name, alone, together: await countCalls(servers, contender, 64) })
  }
  progress('attacks')
  const forged = forge(ed25519.tokens, size.forged)
  const blocked = await measureBlocked(servers, palisade)
  const flood = await measureFlood(servers, palisade, forged)
  return { compared, profile, calls, blocked, flood, ...(await measureParts(forged)), size }
}

/** Without servers: the processor that was theirs belongs to the part that is measured. */
async function measureParts(forged: string[]): Promise<{ steps: StepFigure[]; store: StoreFigures }> {
  const { folder: keysFolder, tokens } = ed25519
  const { rounds, many, revoked } = size
  progress('each step alone')
  const steps: StepsOrder = { redisUrl, keysFolder, tokens, forged, rounds }
  const measuredSteps = await askOnce<StepFigure[]>('./steps.ts', steps)
  progress(`admission among ${many.toLocaleString('en')} keys`)
  const store: StoreOrder = { redisUrl, few: 1_000, many, revoked, rounds }
  const measuredStore = await askOnce<StoreFigures>('./store.ts', store)
  progress('')
  return { steps: measuredSteps, store: measuredStore }
}

async function start(name: string, { folder: keysFolder, publicKey, tokens }: Keys): Promise<Contender> {
  progress(`starting ${name}`)
  const contender = await startContender(name, { redisUrl, keysFolder, publicKey }, writeRequests(tokens))
  contenders.push(contender)
  return contender
}

async function askOnce<Answer>(script: string, order: object): Promise<Answer> {
  const child = startPinned(script, serverProcessor)
  try {
    return await child.ask<Answer>(order)
  } finally {
    await child.stop()
  }
}
