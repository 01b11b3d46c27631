import { join } from 'node:path'
import { freePort, startEdge } from '../../support/native/index.ts'
import { startApi } from '../../support/targets/native-api.ts'
import { layersWithout, nodeArgsFor } from '../layers.ts'
import type { Architecture } from './architecture.ts'

/** Nginx with ModSecurity in front of one API, as test/support/targets/single-vps.ts starts them for the other suites. */
export const singleVps: Architecture = {
  name: 'single-vps',
  layers: layersWithout('edge-hosts', 'origin', 'origin-waf'),
  encryptsInside: false,
  start: async (loss, shared) => {
    const upstreamPort = await freePort()
    const change = loss && 'edge' in loss ? loss.edge : undefined
    const edge =
      change === 'bypassed' ? undefined : await startEdge({ upstreamPort, ...(change && { adjust: change }) })
    const wafAuditLog = edge && join(edge.folder, 'audit.log')
    const nodeArgs = nodeArgsFor(loss)
    const own = { port: upstreamPort, nodeArgs, ...(wafAuditLog && { wafAuditLogs: [wafAuditLog] }) }
    const api = await startApi({ ...shared, ...own }).catch(async error => {
      await edge?.stop()
      throw error
    })
    return {
      baseUrl: edge?.url ?? `http://127.0.0.1:${upstreamPort}`,
      logs: {
        edge: edge ? [join(edge.folder, 'access.log')] : [],
        origin: [],
        waf: wafAuditLog ? [wafAuditLog] : [],
        api: [api.logFile],
      },
      stop: async () => {
        await api.stop()
        await edge?.stop()
      },
    }
  },
}
