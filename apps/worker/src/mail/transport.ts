import { inClientSpan } from '@palisade/service'
import { createTransport } from 'nodemailer'
import type { Text } from './templates.ts'

export type SmtpServer = {
  /** `smtp://` or `smtps://`, with the login and the password where the server asks for them. */
  url: string
  /** The sender, as `Name <address>`. */
  from: string
  /** Fails rather than send without encryption. */
  requiresTls: boolean
}

/** Why a mail was not accepted, without the messages of server and client: both contain the recipient. */
export class MailError extends Error {
  override readonly name = 'MailError'
  /** The server refuses this mail for good (RFC 5321 section 4.2.1: 5yz). */
  readonly isPermanent: boolean

  constructor({ code = 'unknown', responseCode }: { code?: string; responseCode?: number }) {
    super(`the mail server did not take the mail: ${code}${responseCode ? `, ${responseCode}` : ''}`)
    // Faults of the recipient or the message. A failed login or TLS is a setting that somebody can correct.
    this.isPermanent = ['EENVELOPE', 'EMESSAGE'].includes(code) && responseCode !== undefined && responseCode >= 500
  }
}

/** `refused`: the server will never accept this mail. */
export type Delivery = { sent: true } | { sent: false; refused: string }

export type Mailer = ReturnType<typeof createMailer>

const timeoutMs = 15_000

/** Sends mails over SMTP (RFC 5321), with connections that are kept for the next ones. */
export function createMailer({ url, from, requiresTls }: SmtpServer) {
  const timeouts = { connectionTimeout: timeoutMs, greetingTimeout: timeoutMs, socketTimeout: timeoutMs }
  const transport = createTransport({ url, pool: true, maxConnections: 2, requireTLS: requiresTls, ...timeouts })
  return {
    /** @throws MailError when the server does not accept the mail now: another attempt may succeed */
    async send(address: string, text: Text): Promise<Delivery> {
      try {
        // An address object is not parsed: a comma in it cannot add a recipient.
        await inClientSpan('SMTP send', {}, () => transport.sendMail({ from, to: { name: '', address }, ...text }))
        return { sent: true }
      } catch (cause) {
        const error = new MailError(cause as { code?: string; responseCode?: number })
        if (error.isPermanent) return { sent: false, refused: error.message }
        throw error
      }
    },
    close: () => transport.close(),
  }
}
