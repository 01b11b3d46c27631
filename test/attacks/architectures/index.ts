import type { Architecture } from './architecture.ts'
import { singleVps } from './single-vps.ts'

/** Every architecture of the repository that runs without containers. */
export const architectures: readonly Architecture[] = [singleVps]
