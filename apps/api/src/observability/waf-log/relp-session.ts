import { once } from 'node:events'
import type { Duplex } from 'node:stream'
import { createFrameReader, encodeFrame, RelpError, type RelpFrame } from './relp-frames.ts'

export type SessionOptions = {
  /** Handles one syslog message. The message is acknowledged when it resolves, so that the sender keeps it until then. */
  onMessage: (message: string) => Promise<void>
  /** The longest message. */
  mostBytes: number
  /** How long a client may take to open the session, and for each frame that it has begun. */
  frameMs: number
}

const opened = '200 OK\nrelp_version=0\nrelp_software=palisade\ncommands=syslog'

/** Tells the client that the server ends the session. What was not acknowledged goes to the next session. */
export const serverClose = encodeFrame({ transaction: 0, command: 'serverclose', data: '' })

/**
 * Answers one RELP connection until the client closes it. It handles one message after another and does not read from the
 * connection meanwhile, so that a client cannot fill the memory.
 * @throws RelpError when the client does not follow the protocol, or takes too long
 */
export async function serveRelp(socket: Duplex, { onMessage, mostBytes, frameMs }: SessionOptions): Promise<void> {
  const reader = createFrameReader(mostBytes)
  const expire = () => socket.destroy(new RelpError('too slow'))
  let deadline: NodeJS.Timeout | undefined = setTimeout(expire, frameMs)
  let isOpen = false

  async function answer({ transaction, command, data }: RelpFrame): Promise<void> {
    if (isOpen !== (command !== 'open')) throw new RelpError('a command out of order')
    isOpen = true
    if (command === 'syslog') await onMessage(data)
    const response = responses.get(command)
    if (response === undefined) throw new RelpError('an unknown command')
    const isRoom = socket.write(encodeFrame({ transaction, command: 'rsp', data: response }))
    if (!isRoom) await Promise.race([once(socket, 'drain'), once(socket, 'close')])
  }

  try {
    for await (const chunk of socket.iterator({ destroyOnReturn: false })) {
      for (const frame of reader.read(chunk)) {
        clearTimeout(deadline)
        deadline = undefined
        await answer(frame)
        if (frame.command === 'close') {
          socket.end(serverClose)
          return
        }
      }
      // Not for each chunk: otherwise a client could send a frame byte by byte for hours.
      if (reader.isInFrame()) deadline ??= setTimeout(expire, frameMs)
    }
  } finally {
    clearTimeout(deadline)
  }
}

const responses: ReadonlyMap<string, string> = new Map([
  ['open', opened],
  ['syslog', '200 OK'],
  ['close', ''],
])
