import { tenantDeletion } from '@palisade/contracts'

const hour = 3_600_000
const day = 24 * hour

/** A full backup takes the whole database, the daily ones between take what has changed since. */
export const fullEveryMs = 7 * day

/** A day and two hours in which the daily backup may run. */
export const oldestBackupMs = 26 * hour

/** A day more than a full backup has. */
export const oldestFullMs = fullEveryMs + day

/** A segment is archived within two minutes, unless the repository does not answer. */
export const longestWaitMs = hour / 4

/** Backups contain what a tenant has erased. They expire as owners have been promised. */
export const oldestKeptMs = tenantDeletion.backupsKeptMs
