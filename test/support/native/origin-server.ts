import { createFolder, type NativeNginx, startNginx } from './nginx.ts'
import { freePort } from './server-process.ts'

export type OriginOptions = {
  /** The ports of the API's nodes on this machine. */
  readonly nodePorts: readonly number[]
  readonly architecture: string
  /** What PUBLIC_ORIGIN of the API is. */
  readonly publicOrigin: string
  /** Default: an edge on this machine. */
  readonly edgeAddress?: string
  /** As for an edge. */
  readonly adjust?: (configurationFolder: string) => Promise<void>
}

export type NativeOrigin = NativeNginx & { readonly port: number }

/** Starts the load balancer and second WAF of an architecture, which accepts requests from the edge only. */
export async function startOrigin({
  nodePorts,
  architecture,
  publicOrigin,
  edgeAddress = '127.0.0.1',
  adjust,
}: OriginOptions): Promise<NativeOrigin> {
  const folder = await createFolder('origin')
  const port = await freePort()
  const started = {
    architecture,
    server: 'origin',
    folder,
    upstreamPorts: nodePorts,
    behindEdge: { listen: `127.0.0.1:${port}`, edge: edgeAddress },
    port,
    publicOrigin,
    environment: 'test',
    adjust,
  } as const
  return { port, ...(await startNginx(started)) }
}
