import { accessSync, constants } from 'node:fs'

export type RedisAddress = {
  url: string
  /** Who may vouch for it, in PEM, where it is encrypted. Absent: whom Node trusts. */
  ca: string | undefined
}

/** In the clear is a decision; encrypted for anybody who answers is a mistake. */
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
