import type { ArchivedFile } from './repository.ts'

/** Timeline, log file and segment, as PostgreSQL names a WAL segment. A compressed one has its checksum behind the name. */
const segmentName = /^[0-9A-F]{8}([0-9A-F]{8})([0-9A-F]{8})(?=$|-|\.partial)/

const bytesOfLog = 2 ** 32

/** The position of a segment in the WAL of any timeline; undefined for another file. */
function positionOf(name: string, segmentBytes: number): number | undefined {
  const [, log, segment] = segmentName.exec(name) ?? []
  if (log === undefined || segment === undefined) return undefined
  return Number.parseInt(log, 16) * (bytesOfLog / segmentBytes) + Number.parseInt(segment, 16)
}

type Range = {
  /** The first segment that has to be there. */
  readonly first: string
  /** A segment that is not archived yet. Those behind it may be: several processes send them. */
  readonly waiting: string | null
  readonly segmentBytes: number
}

/**
 * The number of segments that are missing between others. No backup can be restored to a time after one of them. Timelines are
 * counted together, because a new one goes on where the old one ended.
 */
export function countMissing(archive: readonly ArchivedFile[], { first, waiting, segmentBytes }: Range): number {
  const start = positionOf(first, segmentBytes) ?? 0
  const end = (waiting && positionOf(waiting, segmentBytes)) || Number.POSITIVE_INFINITY
  const positions = archive.flatMap(({ name }) => positionOf(name, segmentBytes) ?? [])
  const present = new Set(positions.filter(position => position >= start && position < end))
  // A month has more segments than a call may have arguments.
  const last = positions.reduce(
    (most, position) => (present.has(position) ? Math.max(most, position) : most),
    start - 1,
  )
  return last - start + 1 - present.size
}
