import { CallerRefusedError, type ConsoleDb, type Database } from '@palisade/db'
import type { FastifyInstance } from 'fastify'
import { invalidToken } from '../http/access-problems.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /**
     * Runs `work` in a transaction of the operator console, which sees tenants, but none of their data. It begins only if the
     * caller is still an operator and the session of the token is still open.
     * @throws ProblemError `invalid-token`
     */
    inConsole<T>(work: (db: ConsoleDb) => Promise<T>): Promise<T>
  }
}

export function consoleDb(app: FastifyInstance, { db }: { db: Database }): void {
  app.decorateRequest('inConsole', function (work) {
    const { actorId: operatorId, sessionId } = this.operator
    return db.forConsole({ operatorId, sessionId }, work).catch(error => {
      if (!(error instanceof CallerRefusedError)) throw error
      this.log.warn({ event: 'token.refused', reason: 'operator-ended', ip: this.ip }, 'token refused')
      throw invalidToken('operator-ended')
    })
  })
}
