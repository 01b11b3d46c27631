import type { LinkPurpose, Role } from '@palisade/contracts'

export type Text = { subject: string; text: string; html: string }

type Words = { subject: string; why: string; button: string; validFor: string; ignore: string }

const words: Record<LinkPurpose, Words> = {
  'password-reset': {
    subject: 'Set a new password',
    why: 'Somebody asked to set a new password for your account at Palisade.',
    button: 'Set a new password',
    validFor: 'The link works once, within an hour.',
    ignore: 'If it was not you, ignore this mail: your password stays as it is.',
  },
}

/** A mail with one link, as text and as HTML. */
export function composeLink(purpose: LinkPurpose, link: string): Text {
  return compose(words[purpose], link)
}

/** @param offer the name of the tenant is what somebody wrote, so it is quoted, and not part of the subject */
export function composeInvitation({ tenant, role }: { tenant: string; role: Role }, link: string): Text {
  const offered: Words = {
    subject: 'You are invited to a workspace',
    why: `You are invited to join the workspace “${tenant}” at Palisade, with the role ${role}.`,
    button: 'See the invitation',
    validFor: 'The link works once, within seven days.',
    ignore: 'If you do not want to join, ignore this mail.',
  }
  return compose(offered, link)
}

function compose({ subject, why, button, validFor, ignore }: Words, link: string): Text {
  return {
    subject,
    text: `${why}\n\n${button}:\n${link}\n\n${validFor}\n${ignore}\n`,
    html: `<p>${escapeHtml(why)}</p>
<p><a href="${escapeHtml(link)}">${escapeHtml(button)}</a></p>
<p>${escapeHtml(validFor)} ${escapeHtml(ignore)}</p>
`,
  }
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, mark => entities[mark] ?? mark)
}
