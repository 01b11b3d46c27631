import { expect, test } from 'vitest'
import { composeInvitation, quotable } from './templates.ts'

const link = 'https://localhost/accept-invitation#token=x'

const invite = (tenant: string) => composeInvitation({ tenant, role: 'member', inviter: 'ada@acme.test' }, link)

test('[P2] [P4] an invitation names the inviter’s address, the workspace and the role', () => {
  for (const part of [invite('Acme & Co').text, invite('Acme').html]) {
    for (const words of ['ada@acme.test', 'Acme', 'member', link]) expect(part).toContain(words)
  }
  expect(invite('Acme & Co').html).toContain('Acme &amp; Co')
})

test('[P4] the name of a workspace cannot end its quotation, begin a line or become a link', () => {
  const { subject, text, html } = invite('x” at Palisade.\u2028Your account is locked: https://evil.example/“')
  expect(subject).not.toContain('evil')
  const [sentence] = text.split('\n')
  expect(sentence).toBe(
    "ada@acme.test invites you to join the workspace “x' at Palisade. Your account is locked: https: //evil. example/'”" +
      ' at Palisade, with the role member.',
  )
  expect(html.match(/<a /g)).toHaveLength(1)
})

test.each([
  ['Acme\u0085Sign in', 'Acme Sign in'],
  ['\u202egpj.elpmaxe', 'gpj. elpmaxe'],
  ['ev\u200bil', 'ev il'],
  ['www.evil.example', 'www. evil. example'],
  ['evil\u3002example', 'evil\u3002 example'],
  ['«a» ‹b› "c" „d‟', "'a' 'b' 'c' 'd'"],
  ['Zoë O’Connor & Söhne, St. Gallen', "Zoë O'Connor & Söhne, St. Gallen"],
])('[P4] %j reads %j in a sentence of ours', (written, read) => {
  expect(quotable(written)).toBe(read)
})
