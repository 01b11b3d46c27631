import { join } from 'node:path'
import { freePort, startEdge, startOrigin } from '../../support/native/index.ts'
import { startApi } from '../../support/targets/native-api.ts'
import type { EdgeChange } from '../edge-without.ts'
import { allLayers, type Layer, layersWithout, nodeArgsFor } from '../layers.ts'
import type { Architecture, Shared, Stage } from './architecture.ts'

export const spaMobile: Architecture = {
  name: 'spa-mobile',
  layers: allLayers,
  encryptsInside: false,
  start: (loss, shared) => start('spa-mobile', loss, shared),
}

export const multiTenantSaas: Architecture = {
  name: 'multi-tenant-saas',
  layers: layersWithout('edge-hosts'),
  encryptsInside: true,
  start: (loss, shared) => start('multi-tenant-saas', loss, shared),
}

/** Edge, origin and nodes, as test/support/targets/native-tiers.ts starts them for the other suites. */
async function start(architecture: string, loss: Layer['loss'] | undefined, shared: Shared): Promise<Stage> {
  await using undo = new AsyncDisposableStack()
  const { edge: edgeLoss, origin: originLoss } = { edge: undefined, origin: undefined, ...loss }
  // Two nodes are enough to show what nodes share.
  const [first, second] = [await freePort(), await freePort()]
  const { publicOrigin } = shared
  const origin = await startOrigin({
    nodePorts: [first, second],
    architecture,
    publicOrigin,
    ...changed(originLoss),
  })
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
}

function changed(change: 'bypassed' | EdgeChange | undefined) {
  if (change === undefined || change === 'bypassed') return {}
  return { adjust: change }
}
