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

/** Says why a mail was not taken, without what the server or the client said: both name the recipient. */
export class MailError extends Error {
  override readonly name = 'MailError'
  /** The server refuses this mail for good (RFC 5321 section 4.2.1: 5yz). */
  readonly isPermanent: boolean

  constructor({ code = 'unknown', responseCode }: { code?: string; responseCode?: number }) {
    super(`the mail server did not take the mail: ${code}${responseCode ? `, ${responseCode}` : ''}`)
    this.isPermanent = responseCode !== undefined && responseCode >= 500
  }
}

export type Mailer = ReturnType<typeof createMailer>

const timeoutMs = 15_000

/** Sends mails over SMTP (RFC 5321), with connections that are kept for the next ones. */
export function createMailer({ url, from, requiresTls }: SmtpServer) {
  const timeouts = { connectionTimeout: timeoutMs, greetingTimeout: timeoutMs, socketTimeout: timeoutMs }
  const transport = createTransport({ url, pool: true, maxConnections: 2, requireTLS: requiresTls, ...timeouts })
  return {
    /** @throws MailError when the server does not take the mail */
    async send(address: string, text: Text): Promise<void> {
      try {
        // An address object is not parsed: a comma in it cannot add a recipient.
        await transport.sendMail({ from, to: { name: '', address }, ...text })
      } catch (error) {
        throw new MailError(error as { code?: string; responseCode?: number })
      }
    },
    close: () => transport.close(),
  }
}
