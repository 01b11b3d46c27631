import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { inspect } from 'node:util'
import { SMTPServer } from 'smtp-server'
import { afterEach, expect, test } from 'vitest'
import { composeLink } from './templates.ts'
import { createMailer } from './transport.ts'

const undo: (() => void)[] = []

afterEach(() => {
  for (const step of undo.splice(0).reverse()) step()
})

/** Without STARTTLS: a mailer refuses the certificate that the server makes for itself. */
async function startSmtp(options: ConstructorParameters<typeof SMTPServer>[0] = {}) {
  const received: { to: string[]; raw: string; secure: boolean }[] = []
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    logger: false,
    onData(stream, { envelope, secure }, done) {
      let raw = ''
      stream.setEncoding('utf8')
      stream.on('data', chunk => {
        raw += chunk
      })
      stream.on('end', () => {
        received.push({ to: envelope.rcptTo.map(({ address }) => address), raw, secure })
        done()
      })
    },
    ...options,
  })
  server.on('error', () => {})
  server.listen(0, '127.0.0.1')
  await once(server.server, 'listening')
  undo.push(() => server.close(() => {}))
  return { received, url: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}` }
}

function openMailer(url: string, requiresTls = false) {
  const mailer = createMailer({ url, from: 'Palisade <no-reply@example.com>', requiresTls })
  undo.push(mailer.close)
  return mailer
}

const mail = composeLink('password-reset', 'https://localhost/reset-password#token=x')

test('[P4] a mail reaches the one address, as text and as HTML', async () => {
  const { received, url } = await startSmtp()
  await openMailer(url).send('ada@example.com', mail)
  expect(received[0]?.to).toEqual(['ada@example.com'])
  expect(received[0]?.raw).toMatch(/^From: Palisade <no-reply@example\.com>/m)
  expect(received[0]?.raw).toMatch(/text\/plain[\s\S]*text\/html/)
})

test('[P4] an address cannot add a recipient or a header', async () => {
  const { received, url } = await startSmtp()
  const hostile = 'ada@example.com>,<eve@example.com\r\nBcc: eve@example.com'
  await openMailer(url)
    .send(hostile, mail)
    .catch(() => {})
  expect(received.flatMap(({ to }) => to)).not.toContain('eve@example.com')
  expect(received.map(({ raw }) => raw).join('')).not.toMatch(/^Bcc:/m)
})

test('[P4] without TLS on the server nothing is sent where TLS is required', async () => {
  const { received, url } = await startSmtp()
  await expect(openMailer(url, true).send('ada@example.com', mail)).rejects.toThrow()
  expect(received).toEqual([])
})

test('[P4] [S80] a mail that the server refuses is not sent again, and the error names no recipient', async () => {
  const { url } = await startSmtp({ onRcptTo: (_address, _session, done) => done(new Error('no such mailbox')) })
  const delivery = await openMailer(url).send('ada@example.com', mail)
  expect(delivery).toEqual({ sent: false, refused: expect.stringMatching(/did not take the mail: \w+, 550$/) })
})

test('[P4] an unavailable server fails the attempt, which is retried later', async () => {
  const error = await openMailer('smtp://127.0.0.1:1')
    .send('ada@example.com', mail)
    .catch(error => error)
  expect(error).toMatchObject({ name: 'MailError', isPermanent: false })
  expect(inspect(error, { showHidden: true, depth: null })).not.toContain('ada@')
})
