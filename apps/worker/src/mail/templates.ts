import {
  dataSettingsPage,
  describeDuration,
  forgotPasswordPage,
  invitationLink,
  type LinkPurpose,
  mailedLinks,
  type Role,
} from '@palisade/contracts'
import { escapeHtml } from '@palisade/service/escape-html'

export type Text = { subject: string; text: string; html: string }

type LinkWords = { subject: string; why: string; button: string; after: string }

const links: Record<LinkPurpose, LinkWords> = {
  'sign-up': {
    subject: 'Complete your sign-up',
    why: 'Somebody asked to create a workspace at Palisade with this address.',
    button: 'Create your workspace',
    after: 'If it was not you, ignore this mail: nothing was created.',
  },
  'password-reset': {
    subject: 'Set a new password',
    why: 'Somebody asked to set a new password for your account at Palisade.',
    button: 'Set a new password',
    after: 'If it was not you, ignore this mail: your password does not change.',
  },
  'email-change': {
    subject: 'Confirm your new email',
    why: 'Somebody asked to use this address for their account at Palisade.',
    button: 'Confirm this address',
    after: 'Sign in to use it. If it was not you, ignore this mail: nothing changes.',
  },
  'email-undo': {
    subject: 'Your email was changed',
    why: 'The email of your account at Palisade was changed from this address to another one. Other devices were signed out.',
    button: 'Undo this and set a new password',
    after: 'If it was you, ignore this mail. If not, use the link: somebody knows your password.',
  },
}

/** A mail with one link, as text and as HTML. */
export function composeLink(purpose: LinkPurpose, link: string): Text {
  const { subject, why, button, after } = links[purpose]
  return compose(subject, [why, { button, link }, `${worksFor(mailedLinks[purpose])}\n${after}`])
}

const worksFor = ({ lifetimeMs }: { lifetimeMs: number }) =>
  `The link works once, within ${describeDuration(lifetimeMs)}.`

type Offer = { tenant: string; role: Role; inviter: string }

/**
 * A user chose the name of the tenant, so the mail quotes it, and the subject does not contain it. The address of the inviter
 * shows the recipient where the name comes from.
 */
export function composeInvitation({ tenant, role, inviter }: Offer, link: string): Text {
  return compose('You are invited to a workspace', [
    `${inviter} invites you to join the workspace “${quotable(tenant)}” at Palisade, with the role ${role}.`,
    { button: 'See the invitation', link },
    `${worksFor(invitationLink)}\nIf you do not know who invites you, or do not want to join, ignore this mail.`,
  ])
}

type Deletion = { tenant: string; eraseAfter: Date }

/** To an owner of a tenant that is going to be erased. */
export function composeDeletion({ tenant, eraseAfter }: Deletion, publicOrigin: string): Text {
  return compose('A workspace is going to be deleted', [
    `An owner asked to delete the workspace “${quotable(tenant)}” at Palisade. It is closed now. After ${dayOf(eraseAfter)} all ` +
      'of its data is erased, with the accounts of people who belong to no other workspace.',
    'To keep it, sign in as an owner before then, and choose “Keep the workspace” under Settings, Data.',
    { button: 'Open Settings, Data', link: `${publicOrigin}${dataSettingsPage}` },
  ])
}

function dayOf(instant: Date): string {
  return `${instant.toISOString().slice(0, 16).replace('T', ' ')} UTC`
}

/**
 * Escapes a name that a user chose for a sentence of ours. The name must not end the quotation, begin a line, change the
 * direction of the text, or become a link: mail programs make links of `://` and of dots between letters.
 */
export function quotable(written: string): string {
  return written
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/["«»\u2018-\u201f\u2039\u203a\uff02]/gu, "'")
    .replace(/(?<=:)(?=\/\/)|(?<=[.\u3002\uff0e\uff61])(?=[\p{L}\p{N}])/gu, ' ')
    .replace(/\s+/gu, ' ')
    .trim()
}

type Paragraph = string | { button: string; link: string }

type NoticeWords = { subject: string; paragraphs: readonly Paragraph[] }

const notices = {
  'address-in-use': (): NoticeWords => ({
    subject: 'This address already has an account',
    paragraphs: [
      'Somebody asked to use this address for their account at Palisade. It already has an account of its own.',
      'If it was not you, ignore this mail: nothing changes.',
    ],
  }),
  'account-exists': (publicOrigin: string): NoticeWords => ({
    subject: 'You already have an account',
    paragraphs: [
      'Somebody asked to create a workspace at Palisade with this address. It already has an account.',
      { button: 'Sign in', link: `${publicOrigin}/sign-in` },
      { button: 'Set a new password', link: `${publicOrigin}${forgotPasswordPage}` },
      'Once you have signed in, you can create another workspace from the account menu.\nIf it was not you, ignore this mail.',
    ],
  }),
} as const

export type Notice = keyof typeof notices

/** A mail without a token, as text and as HTML. */
export function composeNotice(notice: Notice, publicOrigin: string): Text {
  const { subject, paragraphs } = notices[notice](publicOrigin)
  return compose(subject, paragraphs)
}

/** A link stands on a line of its own. */
function compose(subject: string, paragraphs: readonly Paragraph[]): Text {
  const asText = paragraphs.map(part => (typeof part === 'string' ? part : `${part.button}:\n${part.link}`))
  const asHtml = paragraphs.map(part =>
    typeof part === 'string' ? escapeHtml(part.replaceAll('\n', ' ')) : anchor(part),
  )
  return { subject, text: `${asText.join('\n\n')}\n`, html: asHtml.map(part => `<p>${part}</p>\n`).join('') }
}

function anchor({ button, link }: { button: string; link: string }): string {
  return `<a href="${escapeHtml(link)}">${escapeHtml(button)}</a>`
}
