import { join } from 'node:path'
import { spaMobile as topology } from '../../../infra/spa-mobile/topology.ts'
import { freePort, startEdge, startOrigin } from '../../native/index.ts'
import { startApi } from '../../targets/native-api.ts'
import type { EdgeChange } from '../edge-without.ts'
import { layersOfSeveralServers, nodeArgsFor } from '../layers.ts'
import type { Architecture } from './architecture.ts'

const architecture = topology.name

/** Edge, origin and nodes, as test/targets/native-spa-mobile.ts starts them for the other suites. */
export const spaMobile: Architecture = {
  name: architecture,
  layers: layersOfSeveralServers,
  start: async (loss, shared) => {
    await using undo = new AsyncDisposableStack()
    const { edge: edgeLoss, origin: originLoss } = { edge: undefined, origin: undefined, ...loss }
    // Two show what nodes share; a third would show nothing else.
    const [first, second] = [await freePort(), await freePort()]
    const { publicOrigin } = shared
    const origin = await startOrigin({ nodePorts: [first, second], architecture, publicOrigin, ...changed(originLoss) })
    undo.defer(origin.stop)
    const upstreamPort = originLoss === 'bypassed' ? first : origin.port
    const edge = await startEdge({ upstreamPort, architecture, ...changed(edgeLoss) })
    undo.defer(edge.stop)
    const isBypassed = edgeLoss === 'bypassed'
    const waf = [edge, origin].map(server => join(server.folder, 'audit.log'))
    const api: string[] = []
    for (const port of [first, second]) {
      const node = await startApi({ ...shared, port, wafAuditLogs: waf, nodeArgs: nodeArgsFor(loss) })
      undo.defer(node.stop)
      api.push(node.logFile)
    }
    const started = undo.move()
    return {
      baseUrl: isBypassed ? `http://127.0.0.1:${first}` : edge.apiUrl,
      logs: {
        edge: isBypassed ? [] : [join(edge.folder, 'access.log')],
        origin: [join(origin.folder, 'access.log')],
        waf,
        api,
      },
      stop: () => started.disposeAsync(),
    }
  },
}

function changed(change: 'bypassed' | EdgeChange | undefined) {
  if (change === undefined || change === 'bypassed') return {}
  return { adjust: (folder: string) => change(folder, topology) }
}
