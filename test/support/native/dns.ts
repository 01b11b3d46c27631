import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AUTHORITATIVE_ANSWER, decode, encode, type Packet, type Question } from 'dns-packet'

/** The TXT records of each name; `null` for one whose server is out of order, `silent` for one that never answers. */
export type DnsRecords = { [name: string]: readonly string[] | null | 'silent' }

export type NativeDns = {
  /** For DNS_SERVERS. */
  readonly server: string
  /** A JSON file that is read at each question, so that a test can publish records. */
  readonly recordsFile: string
  readonly stop: () => Promise<void>
}

const serverFailure = 2
const nameError = 3

/** Starts a DNS server on loopback that knows the TXT records of a file, and of no other name or type. */
export async function startDns(): Promise<NativeDns> {
  const folder = await mkdtemp(join(tmpdir(), 'palisade-dns-'))
  const recordsFile = join(folder, 'records.json')
  writeFileSync(recordsFile, '{}')
  const socket = createSocket('udp4')
  socket.on('message', (message, { address, port }) => {
    const { id = 0, questions = [] } = decode(message)
    const records = JSON.parse(readFileSync(recordsFile, 'utf8')) as DnsRecords
    const response = answer(id, questions, records)
    if (response) socket.send(encode(response), port, address)
  })
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  return {
    server: `127.0.0.1:${socket.address().port}`,
    recordsFile,
    stop: async () => {
      socket.close()
      await once(socket, 'close')
      await rm(folder, { recursive: true, force: true })
    },
  }
}

function answer(id: number, questions: Question[], records: DnsRecords): Packet | undefined {
  const [question] = questions
  const name = question?.name ?? ''
  const values = records[name.toLowerCase()]
  if (values === 'silent') return undefined
  const isKnown = question?.type === 'TXT' && values !== undefined
  const code = isKnown ? (values ? 0 : serverFailure) : nameError
  const answers = (isKnown && values) || []
  return {
    id,
    type: 'response',
    flags: AUTHORITATIVE_ANSWER | code,
    questions,
    answers: answers.map(value => ({ type: 'TXT', name, ttl: 0, data: value })),
  }
}
