import { join } from 'node:path'
import {
  createWafLogCertificates,
  freePort,
  startEdge,
  startOrigin,
  startWafShipper,
} from '../../support/native/index.ts'
import { type NativeApi, startApi } from '../../support/targets/native-api.ts'
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
  const certificates = await createWafLogCertificates()
  const nodes: NativeApi[] = []
  for (const port of [first, second]) {
    const own = { port, nodeArgs: nodeArgsFor(loss), wafLogCertificates: certificates }
    const node = await startApi({ ...shared, ...own })
    undo.defer(node.stop)
    nodes.push(node)
  }
  const nodePorts = nodes.map(node => node.wafLogPort)
  for (const auditLog of waf) undo.defer((await startWafShipper({ auditLog, nodePorts, certificates })).stop)
  const started = undo.move()
  return {
    baseUrl: isBypassed ? `http://127.0.0.1:${first}` : edge.apiUrl,
    logs: {
      edge: isBypassed ? [] : [join(edge.folder, 'access.log')],
      origin: [join(origin.folder, 'access.log')],
      waf,
      api: nodes.map(node => node.logFile),
    },
    stop: () => started.disposeAsync(),
  }
}

function changed(change: 'bypassed' | EdgeChange | undefined) {
  if (change === undefined || change === 'bypassed') return {}
  return { adjust: change }
}
