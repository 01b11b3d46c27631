import { once } from 'node:events'
import { createServer, type TLSSocket } from 'node:tls'
import type { Logger } from '@palisade/service'
import { serveRelp, serverClose } from './relp-session.ts'

export type ReceiverAddress = {
  host: string
  port: number
  /** The certificate and key of this node, and the authority of the shippers, in PEM. */
  cert: string
  key: string
  ca: string
  /** The common names of the certificates that may send. Others of the same authority may not. */
  shippers: readonly string[]
}

type Options = ReceiverAddress & {
  onMessage: (message: string) => Promise<void>
  logger: Pick<Logger, 'warn'>
  bounds?: Partial<typeof defaultBounds>
}

const defaultBounds = {
  /** Each WAF has one shipper, which has one connection to each node. */
  mostConnections: 32,
  /** The shipper sends the id, the address and the ids of the rules. */
  mostBytes: 65_536,
  frameMs: 10_000,
  /** A WAF that blocks nothing is silent for hours. A shipper whose connection has ended connects again. */
  idleMs: 3_600_000,
  /** At most one line in this time is logged about connections that were refused. */
  logEveryMs: 10_000,
}

/**
 * Receives syslog messages over RELP in TLS 1.3, from shippers that have a certificate. Like all of syslog, it answers
 * nothing but acknowledgements.
 */
export async function startRelpReceiver({ host, port, cert, key, ca, shippers, onMessage, logger, bounds }: Options) {
  const { mostConnections, mostBytes, frameMs, idleMs, logEveryMs } = { ...defaultBounds, ...bounds }
  const sockets = new Set<TLSSocket>()
  const refuse = createRefusalLog(logger, logEveryMs)

  async function serve(socket: TLSSocket): Promise<void> {
    const address = socket.remoteAddress
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    socket.setKeepAlive(true, 60_000)
    socket.setTimeout(idleMs, () => socket.end(serverClose))
    try {
      const { CN: name } = socket.getPeerCertificate().subject
      if (typeof name !== 'string' || !shippers.includes(name)) throw new Error('not the certificate of a shipper')
      await serveRelp(socket, { onMessage, mostBytes, frameMs })
    } catch (error) {
      // Errors with a code say that the connection broke. The shipper connects again.
      if (!Object.hasOwn(error as Error, 'code')) refuse((error as Error).message, address)
      socket.destroy()
    }
  }

  const tls = { cert, key, ca, requestCert: true, rejectUnauthorized: true, minVersion: 'TLSv1.3' } as const
  const server = createServer({ ...tls, handshakeTimeout: frameMs }, serve)
  server.maxConnections = mostConnections
  server.on('tlsClientError', (error: NodeJS.ErrnoException, socket) => {
    refuse(String(socket.authorizationError ?? error.code), socket.remoteAddress)
    // Node leaves the connection open when the handshake takes too long.
    socket.destroy()
  })
  server.on('drop', data => refuse('too many connections', data?.remoteAddress))
  server.listen(port, host)
  await once(server, 'listening')
  return {
    /** Ends all sessions. The shippers keep what was not acknowledged. */
    close(): void {
      server.close()
      for (const socket of sockets) socket.end(serverClose).destroySoon()
    },
  }
}

/** Logs refused connections, at most one line in a while: anybody on the network could cause them. */
function createRefusalLog(logger: Pick<Logger, 'warn'>, everyMs: number) {
  let nextAt = 0
  let suppressed = 0
  return function refuse(reason: string, ip?: string): void {
    const now = Date.now()
    if (now < nextAt) {
      suppressed++
      return
    }
    logger.warn({ event: 'waf-log.refused', ip, reason, suppressed }, 'connection to the receiver of WAF logs refused')
    nextAt = now + everyMs
    suppressed = 0
  }
}
