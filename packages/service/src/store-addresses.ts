import { accessSync, constants } from 'node:fs'

export type RedisAddress = {
  url: string
  /** The trusted authorities, in PEM, for an encrypted connection. Absent: those of Node. */
  ca: string | undefined
}

/** An unencrypted connection is a choice. Encryption without verifying the server is a mistake. */
export function databaseUrlFaults(url: string): string[] {
  const query = URL.parse(url)?.searchParams ?? new URLSearchParams()
  const faults: string[] = []
  if (url !== '' && !/^postgres(?:ql)?:$/.test(URL.parse(url)?.protocol ?? '')) {
    faults.push('must be a URL such as postgresql://palisade:PASSWORD@localhost:5432/palisade')
  }
  if (!['disable', 'verify-full'].includes(query.get('sslmode') ?? 'disable')) {
    faults.push('must say sslmode=verify-full: other modes do not check who answers')
  }
  const authority = query.get('sslrootcert')
  if (authority && !isReadable(authority)) faults.push('names a file in sslrootcert that cannot be read')
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
