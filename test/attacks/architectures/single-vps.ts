import { join } from 'node:path'
import { createWafLogCertificates, freePort, startEdge, startWafShipper } from '../../support/native/index.ts'
import { startApi } from '../../support/targets/native-api.ts'
import { layersWithout, nodeArgsFor } from '../layers.ts'
import type { Architecture } from './architecture.ts'

/** Nginx with ModSecurity in front of one API, as test/support/targets/single-vps.ts starts them for the other suites. */
export const singleVps: Architecture = {
  name: 'single-vps',
  layers: layersWithout('edge-hosts', 'origin', 'origin-waf'),
  encryptsInside: false,
  start: async (loss, shared) => {
    await using undo = new AsyncDisposableStack()
    const upstreamPort = await freePort()
    const change = loss && 'edge' in loss ? loss.edge : undefined
    const edge =
      change === 'bypassed' ? undefined : await startEdge({ upstreamPort, ...(change && { adjust: change }) })
    if (edge) undo.defer(edge.stop)
    const certificates = await createWafLogCertificates()
    const own = { port: upstreamPort, nodeArgs: nodeArgsFor(loss), wafLogCertificates: certificates }
    const api = await startApi({ ...shared, ...own })
    undo.defer(api.stop)
    const auditLog = edge && join(edge.folder, 'audit.log')
    if (auditLog) {
      undo.defer((await startWafShipper({ auditLog, nodePorts: [api.wafLogPort], certificates })).stop)
    }
    const started = undo.move()
    return {
      baseUrl: edge?.url ?? `http://127.0.0.1:${upstreamPort}`,
      logs: {
        edge: edge ? [join(edge.folder, 'access.log')] : [],
        origin: [],
        waf: auditLog ? [auditLog] : [],
        api: [api.logFile],
      },
      stop: () => started.disposeAsync(),
    }
  },
}
