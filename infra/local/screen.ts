import { demoConsultant, demoUsers } from '@palisade/db'

type Shown = {
  /** Where to open the SPA. */
  url: string
  /** Where the API answers. */
  api: string
  /** The page that shows the mails. */
  mailbox: string
  password: string
  /** Of the data. */
  folder: string
}

/** What `npm start` shows once everything runs. */
export function describe({ url, api, mailbox, password, folder }: Shown): string {
  const acme = demoUsers.filter(user => user.tenant === 'acme').map(user => user.email)
  const width = `${api}/api/openapi.json`.length
  return `
ready ${url}

Sign in as   ${acme.join(', ')}
             or the same names @globex.test, another tenant;
             ${demoConsultant} belongs to both
Password     ${password}
Mailbox      ${mailbox}, which shows the mails that the API would send

Try next     ${`${api}/docs`.padEnd(width)}   the API, made from the contracts
             ${api}/api/openapi.json   the same for tools
             ${'packages/contracts/src, then apps/api/src/app.ts'.padEnd(width)}   where to start reading

Ctrl-C stops it. The data stays in ${folder}, with the logs in api.log and worker.log; npm run reset removes it.`
}
