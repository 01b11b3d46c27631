import type { Architecture } from './architecture.ts'
import { singleVps } from './single-vps.ts'
import { spaMobile } from './spa-mobile.ts'

/** Every architecture of the repository that runs without containers. */
export const architectures: readonly Architecture[] = [singleVps, spaMobile]
