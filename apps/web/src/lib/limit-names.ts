const whole: Readonly<Record<string, string>> = {
  tenant: 'Requests of your tenant, by the minute',
  quota: 'Requests of your tenant, by the month',
  address: 'Requests from your network',
  'mails-ip': 'Mails that your network asked for, by the hour',
  'tenant-creation': 'Workspaces that you created, by the hour',
  'invitations-tenant': 'Invitations of your tenant, by the hour',
  'invitations-address': 'Invitations to this address, by the hour',
}

const suffixes: readonly (readonly [suffix: string, name: string])[] = [
  ['-account-ip', 'Failed attempts on this account from your network'],
  ['-account', 'Failed attempts on this account'],
  ['-device', 'Failed attempts on this device'],
  ['-user', 'Your own requests, by the minute'],
  ['-key', 'Requests of this API key, by the minute'],
  ['-ip', 'Requests from your network'],
]

/** What a limit counts, by the name that the API gives it in `RateLimit` and in a problem (such as `read-user`). */
export function limitNameOf(policy: string): string {
  return whole[policy] ?? suffixes.find(([suffix]) => policy.endsWith(suffix))?.[1] ?? policy
}
