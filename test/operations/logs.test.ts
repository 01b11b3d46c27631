import { execFileSync } from 'node:child_process'
import { appendFile, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createAuthority, issueCertificate } from '../../infra/secrets/certificate.ts'
import { type LogPipeline, logStoreProgram, startLogPipeline } from '../support/native/index.ts'

describe.runIf(logStoreProgram)('the way of a log line to the store', () => {
  let pipeline: LogPipeline
  const fileOf = (name: string) => join(pipeline.root, 'var/log', name)

  beforeAll(async () => {
    pipeline = await startLogPipeline()
  })
  afterAll(() => pipeline?.stop())

  /** What the stores have of lines that contain a word, as `store log: line`. */
  async function find(word: string): Promise<string[]> {
    const found = Object.entries(pipeline.stores).map(async ([name, store]) => {
      const entries = await store.query(word)
      return entries.map(({ log, _msg }) => `${name} ${log}: ${_msg}`)
    })
    return (await Promise.all(found)).flat().toSorted()
  }

  test('[S84] every log of a host is in the store for its retention', async () => {
    const request = JSON.stringify({ event: 'request', note: 'trial' })
    const refusal = JSON.stringify({ event: 'token.refused', note: 'trial' })
    await mkdir(fileOf('redis'))
    await mkdir(fileOf('postgresql'))
    await appendFile(fileOf('palisade/access.log'), '{"note":"trial"}\n')
    await appendFile(fileOf('palisade/error.log'), 'trial of Nginx\n')
    await appendFile(fileOf('palisade/api.log'), `${request}\n${refusal}\n`)
    await appendFile(fileOf('palisade/worker.log'), `${refusal}\n`)
    await appendFile(fileOf('redis/redis-server.log'), 'trial of Redis\n')
    await appendFile(fileOf('postgresql/main.log'), 'trial of PostgreSQL\n\tin two lines\nanother entry\n')
    await appendFile(fileOf('fail2ban.log'), 'trial of a ban\n')
    for (const program of ['sshd', 'sudo']) {
      const to = ['--socket', join(pipeline.root, 'dev/log'), '--tag', program, '--priority', 'authpriv.info']
      execFileSync('logger', [...to, 'trial of a login'])
    }
    await expect
      .poll(() => find('trial'))
      .toEqual([
        'requests api: {"event":"request","note":"trial"}',
        'requests edge-error: trial of Nginx',
        'requests edge: {"note":"trial"}',
        'requests postgresql: trial of PostgreSQL\n\tin two lines',
        'requests redis: trial of Redis',
        'security api: {"event":"token.refused","note":"trial"}',
        'security fail2ban: trial of a ban',
        'security sshd: trial of a login',
        'security sudo: trial of a login',
        'security worker: {"event":"token.refused","note":"trial"}',
      ])
  })

  test('[S82] an entry of the WAF arrives with its snippets masked, and otherwise as it was written', async () => {
    const entry = (messages: object[]) => ({
      transaction: {
        time_stamp: 'Fri Nov 27 19:00:00 2026',
        unique_id: 'masked',
        client_ip: '203.0.113.9',
        request: { method: 'GET', uri: '/api/orders/search?q=Ada' },
        response: { http_code: 403 },
        messages,
      },
    })
    const value = `' UNION SELECT "12" ada@acme.test--`
    const match = `Matched "Operator \`Rx' with parameter \`a' against variable \`ARGS:line' (Value: \`${value}' )`
    const messages = [
      { message: 'SQL', details: { ruleId: '942190', match, data: '', reference: 'o0,5' } },
      { message: 'parsed', details: { ruleId: '942100', match: 'detected', data: 'Matched Data: Ada' } },
      { message: 'foreign', details: { ruleId: '10040', match: match.replace('ada', 'Ädä'), data: '' } },
    ]
    await appendFile(fileOf('palisade/audit.log'), `${JSON.stringify(entry(messages))}\n`)
    await expect.poll(() => find('masked')).toHaveLength(1)
    const [line = ''] = await find('masked')
    expect(JSON.parse(line.replace('security waf: ', ''))).toEqual({
      transaction: {
        ...entry([]).transaction,
        request: { method: 'GET', uri: '/api/orders/search' },
        messages: [
          { message: 'SQL', details: { ruleId: '942190', data: `' xxxxx xxxxxx "00" xxx@xxxx.xxxx--' )` } },
          { message: 'parsed', details: { ruleId: '942100', data: 'xxxxxxx xxxx: xxx' } },
          { message: 'foreign', details: { ruleId: '10040', data: '(not ASCII)' } },
        ],
      },
    })
  })

  test('[S84] a host without a certificate of a shipper is refused', async () => {
    const { authority } = pipeline
    const strangers = {
      'of-another-authority': await issueCertificate(await createAuthority('logs'), { client: 'log-shipper' }),
      'of-another-name': await issueCertificate(authority, { client: 'worker' }),
      'of-a-server': await issueCertificate(authority, { hosts: ['log-shipper'] }),
    }
    for (const [name, certificate] of Object.entries(strangers)) {
      await pipeline.startShipper(name, certificate)
      await appendFile(join(pipeline.root, '..', name, 'var/log/palisade/api.log'), `stranger ${name}\n`)
    }
    await appendFile(fileOf('palisade/api.log'), 'no stranger\n')
    await expect.poll(() => find('stranger')).not.toEqual([])
    await sleep(3_000)
    expect(await find('stranger')).toEqual(['requests api: no stranger'])
  })
})
