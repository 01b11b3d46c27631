import { accessSync, constants } from 'node:fs'

type Stores = {
  databaseUrl: string
  redisUrl: string | undefined
  /** Certificates, in PEM, of who may vouch for Redis. */
  redisCa: string | undefined
}

/** What is wrong with how the stores are reached: in the clear is a decision, encrypted for anybody who answers is a mistake. */
export function encryptionFaults({ databaseUrl, redisUrl, redisCa }: Stores): string[] {
  const faults: string[] = []
  const { searchParams } = URL.parse(databaseUrl) ?? { searchParams: new URLSearchParams() }
  const mode = searchParams.get('sslmode') ?? 'disable'
  if (mode !== 'disable' && mode !== 'verify-full') {
    faults.push('DATABASE_URL must say sslmode=verify-full: other modes do not check who answers')
  }
  const rootFile = searchParams.get('sslrootcert')
  if (rootFile && !isReadable(rootFile)) {
    faults.push('DATABASE_URL names a file in sslrootcert that cannot be read')
  }
  if (redisCa && !redisUrl?.startsWith('rediss://'))
    faults.push('REDIS_CA needs a REDIS_URL that begins with rediss://')
  return faults
}

function isReadable(file: string): boolean {
  try {
    accessSync(file, constants.R_OK)
    return true
  } catch {
    return false
  }
}
