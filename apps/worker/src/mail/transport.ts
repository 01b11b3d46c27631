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

export type Mailer = ReturnType<typeof createMailer>

const timeoutMs = 15_000

/** Sends mails over SMTP (RFC 5321), with connections that are kept for the next ones. */
export function createMailer({ url, from, requiresTls }: SmtpServer) {
  const timeouts = { connectionTimeout: timeoutMs, greetingTimeout: timeoutMs, socketTimeout: timeoutMs }
  const transport = createTransport({ url, pool: true, maxConnections: 2, requireTLS: requiresTls, ...timeouts })
  return {
    /** @throws when the server does not take the mail */
    async send(address: string, text: Text): Promise<void> {
      // An address object is not parsed: a comma in it cannot add a recipient.
      await transport.sendMail({ from, to: { name: '', address }, ...text })
    },
    close: () => transport.close(),
  }
}
