import { forgotPasswordPage, type LinkPurpose, type Role } from '@palisade/contracts'
import { escapeHtml } from '@palisade/service/escape-html'

export type Text = { subject: string; text: string; html: string }

type LinkWords = { subject: string; why: string; button: string; after: readonly string[] }

const links: Record<LinkPurpose, LinkWords> = {
  'sign-up': {
    subject: 'Complete your sign-up',
    why: 'Somebody asked to create a workspace at Palisade with this address.',
    button: 'Create your workspace',
    after: ['The link works once, within 24 hours.', 'If it was not you, ignore this mail: nothing was created.'],
  },
  'password-reset': {
    subject: 'Set a new password',
    why: 'Somebody asked to set a new password for your account at Palisade.',
    button: 'Set a new password',
    after: [
      'The link works once, within an hour.',
      'If it was not you, ignore this mail: your password stays as it is.',
    ],
  },
}

/** A mail with one link, as text and as HTML. */
export function composeLink(purpose: LinkPurpose, link: string): Text {
  const { subject, why, button, after } = links[purpose]
  return compose(subject, [why, { button, link }, after.join('\n')])
}

/** The name of the tenant is what somebody wrote, so it is quoted, and not part of the subject. */
export function composeInvitation({ tenant, role }: { tenant: string; role: Role }, link: string): Text {
  return compose('You are invited to a workspace', [
    `You are invited to join the workspace “${tenant}” at Palisade, with the role ${role}.`,
    { button: 'See the invitation', link },
    'The link works once, within seven days.\nIf you do not want to join, ignore this mail.',
  ])
}

type Paragraph = string | { button: string; link: string }

const notices = {
  'account-exists': (publicOrigin: string): { subject: string; paragraphs: readonly Paragraph[] } => ({
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
