import { t } from '@lingui/core/macro'
import { type AuditEntry, auditEvents, isId } from '@palisade/contracts'
import { translate, wordsOf } from '../../lib/contract-texts.ts'

type Names = ReadonlyMap<string, string>

/** Enough of an id to tell it from others on the page. */
const shortId = (id: string) => id.slice(-12)

/** Who acted, by name where the member still exists: the trail itself holds no names. */
export function actorOf({ actor: { kind, id } }: AuditEntry, names: Names): string {
  if (kind === 'operator') return id === null ? t`The operator` : t`Operator ${shortId(id)}`
  if (id === null) return t`The platform`
  return kind === 'api-key' ? t`API key ${shortId(id)}` : memberOf(id, names)
}

function memberOf(id: string, names: Names): string {
  return names.get(id) ?? t`Former member ${shortId(id)}`
}

const objectWords = () => ({
  tenant: t`Workspace`,
  member: t`Member`,
  invitation: t`Invitation`,
  'service-account': t`Service account`,
  'api-key': t`API key`,
  'client-key': t`Public key`,
  session: t`Session`,
  origin: t`Domain`,
  operator: t`Operator`,
  'support-access': t`Support access`,
  impersonation: t`Impersonation`,
})

/** What the event was about, and what else the entry says. */
export function detailsOf(entry: AuditEntry, names: Names): string {
  const { event, actor, object, facts } = entry
  const kind = auditEvents[event].object
  const about = kind === 'member' ? memberOf(object, names) : `${objectWords()[kind]} ${shortId(object)}`
  // The actor is named already, for example in a change of the own password.
  const own = object === actor.id ? [] : [about]
  return [...own, ...Object.entries(facts).map(([name, value]) => describeFact(name, value, names))].join(' · ')
}

function describeFact(name: string, value: string, names: Names): string {
  const text = isId(value)
    ? (names.get(value) ?? shortId(value))
    : value
        .split(', ')
        .map(word => translate(word))
        .join(', ')
  return `${translate(wordsOf(name))}: ${text}`
}
