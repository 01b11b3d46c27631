import type { LinkPurpose } from '@palisade/contracts'
import { inject, vi } from 'vitest'
import { call } from './http.ts'

type Found = { messages: { ID: string; Subject: string }[] }

export type ReceivedMail = { ID: string; Subject: string; Text: string; HTML: string }

/** Waits for a mail to this address, and reads the newest. `subject` tells it from an earlier one. */
export async function readMail(address: string, subject: string): Promise<ReceivedMail> {
  const mails = await vi.waitFor(
    async () => {
      const found = (await listMails(address)).filter(mail => mail.Subject === subject)
      if (found.length === 0) throw new Error(`no mail with the subject ${subject}`)
      return found
    },
    { timeout: 30_000, interval: 200 },
  )
  return ask<ReceivedMail>(`/api/v1/message/${mails[0]?.ID}`)
}

/** The mails to an address, the newest first. */
export async function listMails(address: string): Promise<Found['messages']> {
  return (await ask<Found>(`/api/v1/search?query=${encodeURIComponent(`to:"${address}"`)}`)).messages
}

/** The token of the link in a mail. */
export function tokenOf({ Text }: ReceivedMail): string {
  return /#token=([\w-]+)/.exec(Text)?.[1] ?? ''
}

/** Asks the API whose mailbox a link went to. */
export const lookUpLink = (purpose: LinkPurpose, token: string) =>
  call('/api/auth/links/look-up', { method: 'POST', json: { purpose, token } })

async function ask<T>(path: string): Promise<T> {
  const { mailboxUrl } = inject('target')
  const response = await fetch(`${mailboxUrl}${path}`)
  if (!response.ok) throw new Error(`the mailbox answered ${response.status}`)
  return (await response.json()) as T
}
