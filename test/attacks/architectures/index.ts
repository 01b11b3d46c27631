import type { Architecture } from './architecture.ts'
import { multiTenantSaas, spaMobile } from './several-servers.ts'
import { singleVps } from './single-vps.ts'

export const architectures: readonly Architecture[] = [singleVps, spaMobile, multiTenantSaas]
