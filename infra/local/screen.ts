import { demoUsers } from '@palisade/db'

/** What `npm start` shows once everything runs. */
export function describe(url: string, port: number, password: string): string {
  const acme = demoUsers.filter(user => user.tenant === 'acme').map(user => user.email)
  return `
ready ${url}

Sign in as   ${acme.join(', ')}
             or the same names @globex.test, another tenant
Password     ${password}

Try next     http://localhost:${port}/docs               the API, made from the contracts
             http://localhost:${port}/api/openapi.json   the same for tools
             packages/contracts/src, then apps/api/src/app.ts   where to start reading

Ctrl-C stops it. The data stays in .palisade, with the logs in api.log and worker.log; npm run reset removes it.`
}
