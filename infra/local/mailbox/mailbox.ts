import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { simpleParser } from 'mailparser'
import { SMTPServer } from 'smtp-server'
import { urlHost } from '../ports.ts'
import { type Mail, serveMailbox } from './mailbox-page.ts'

export type Mailbox = {
  /** For SMTP_URL of the worker. */
  smtpUrl: string
  /** The page that shows the mails. */
  url: string
  stop: () => Promise<void>
}

/** Of more, the oldest go. */
const mostMails = 200
const maxMailBytes = 1024 * 1024

/**
 * A mail server that delivers nothing and shows everything on a page, for trials, on loopback only.
 * @param port of the page
 */
export async function startMailbox({ host, port }: { host: string; port: number }): Promise<Mailbox> {
  const mails: Mail[] = []
  const smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    size: maxMailBytes,
    logger: false,
    onData(stream, { envelope }, done) {
      simpleParser(stream)
        .then(parsed => {
          const to = envelope.rcptTo.map(recipient => recipient.address)
          const { subject = '', text = '', html, from } = parsed
          mails.unshift({
            id: randomUUID(),
            at: new Date(),
            from: from?.text ?? '',
            to,
            subject,
            text,
            html: html || '',
          })
          mails.splice(mostMails)
          done()
        })
        .catch(done)
    },
  })
  // A client that goes away in the middle of a mail is no reason to end.
  smtp.on('error', () => {})
  smtp.listen(0, host)
  await once(smtp.server, 'listening')
  const page = await serveMailbox({ host, port, mails })
  return {
    smtpUrl: `smtp://${urlHost(host)}:${(smtp.server.address() as AddressInfo).port}`,
    url: page.url,
    async stop() {
      await page.close()
      await new Promise<void>(resolve => smtp.close(() => resolve()))
    },
  }
}
