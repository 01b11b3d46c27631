import { hashSync } from 'bcryptjs'
import { createPassword, type Volumes } from './volumes.ts'

/** The web configuration file of Prometheus or Alertmanager: its pages and its API ask the user `palisade` for this password. */
export function webConfiguration(password: string): string {
  return `basic_auth_users:\n  palisade: ${hashSync(password)}\n`
}

/** Prometheus signs in to Alertmanager, so it has both passwords. Each server itself needs only the hash of its own. */
export function createWebPasswords(volumes: Volumes): void {
  for (const server of ['prometheus', 'alertmanager'].filter(volumes.has)) {
    const password = volumes.keep(`prometheus/${server}-password`, createPassword)
    // A hash has a new salt each time, so it is kept.
    volumes.keep(`${server}/web.yaml`, () => webConfiguration(password))
  }
}
