import { randomBytes } from 'node:crypto'
import { createLogger } from '@palisade/service'
import { expect, test } from 'vitest'
import { createRequestLogs } from './request-log.ts'

function start() {
  const lines: Record<string, unknown>[] = []
  const destination = { write: (line: string) => void lines.push(JSON.parse(line)) }
  const logger = createLogger({ service: 'api', level: 'debug', hashKey: randomBytes(32), destination })
  return { lines, log: createRequestLogs(logger).child({ requestId: 'r' }) }
}

test('[B4] each line carries the id of its request, at every level and whatever is logged', () => {
  const { lines, log } = start()
  for (const level of ['fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const) log[level]({ event: level }, level)
  log.info('%s lines', 2)
  log.error(new Error('lost'))
  log.child({ part: 'p' }).info('from below')
  expect(lines.map(({ requestId }) => requestId)).toEqual(Array(8).fill('r'))
  expect(lines.map(({ level, event, msg }) => [level, event, msg])).toEqual([
    ...['fatal', 'error', 'warn', 'info', 'debug'].map(level => [level, level, level]),
    ['info', undefined, '2 lines'],
    ['error', undefined, 'lost'],
    ['info', undefined, 'from below'],
  ])
  expect(lines[6]).toMatchObject({ err: { type: 'Error', message: 'lost' } })
  expect(lines[7]).toMatchObject({ part: 'p' })
  expect(log.level).toBe('debug')
})

test('[S12] [S63] secrets are masked and subjects are pseudonyms, as in every line of the API', () => {
  const { lines, log } = start()
  log.info({ password: 'secret', subject: 'user-1' })
  expect(lines[0]).toMatchObject({ password: '[masked]', subject: expect.stringMatching(/^sub_/) })
})
