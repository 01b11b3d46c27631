import { t } from '@lingui/core/macro'

const whole = (): Readonly<Record<string, string>> => ({
  tenant: t`Requests of your workspace, by the minute`,
  'service-account': t`Requests of this service account, by the minute`,
  'client-tokens': t`Access tokens of this service account, by the minute`,
  quota: t`Requests of your workspace, by the month`,
  address: t`Requests from your network`,
  'searches-at-once': t`Searches of your workspace at the same time`,
  'usage-at-once': t`Views of the usage of your workspace at the same time`,
  'exports-at-once': t`Exports of your workspace at the same time`,
  'downloads-at-once': t`Downloads of your workspace at the same time`,
  'uploads-at-once': t`Uploads of your workspace at the same time`,
  'logos-at-once': t`Logos that your workspace uploads at the same time`,
  'long-texts-at-once': t`Orders with long texts that your workspace saves at the same time`,
  'mails-ip': t`Mails that your network asked for, by the hour`,
  'tenant-creation': t`Workspaces that you created, by the hour`,
  'invitations-tenant': t`Invitations of your workspace, by the hour`,
  'invitations-person': t`Invitations that you sent, by the day`,
  'invitations-ip': t`Invitations from your network, by the hour`,
})

const suffixes = (): readonly (readonly [suffix: string, name: string])[] => [
  ['-account-ip', t`Failed attempts on this account from your network`],
  ['-account', t`Failed attempts on this account`],
  ['-device', t`Failed attempts on this device`],
  ['-user', t`Your own requests, by the minute`],
  ['-key', t`Requests of this API key, by the minute`],
  ['-ip', t`Requests from your network`],
]

/** What a limit counts, by the name that the API gives it in `RateLimit` and in a problem (such as `read-user`). */
export function limitNameOf(policy: string): string {
  return whole()[policy] ?? suffixes().find(([suffix]) => policy.endsWith(suffix))?.[1] ?? policy
}
