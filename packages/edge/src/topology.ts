/** What tells one architecture from another. Security rules are not here: those come from the contracts alone [S65]. */
export type Topology = {
  /** What runs Nginx, by the name of its folder under generated/. */
  readonly servers: { readonly edge: EdgeServer; readonly origin?: OriginServer }
}

export type Server = EdgeServer | OriginServer

/** What clients reach. It sends requests on to the API, or to the origin server where there is one. */
export type EdgeServer = {
  /**
   * Which file of infra/shared/nginx/hosts it serves:
   * - `one`: every name is the same host, with the SPA, and the API on the same origin
   * - `apart`: app. has the SPA, api. the API, and admin. both for those with a client certificate
   */
  readonly hosts: 'one' | 'apart'
  readonly waf: WafSettings
  readonly addresses: Addresses
}

/** What stands behind the edge, and takes requests from it alone: a second inspection, and the balance over the nodes. */
export type OriginServer = {
  readonly waf: WafSettings
  readonly addresses: Addresses & { readonly behindEdge: object }
}

export type WafSettings = {
  /** `log` reports what it would have blocked: the first step on a new API [S60]. */
  readonly mode: 'log' | 'enforce'
  readonly paranoiaLevel: ParanoiaLevel
  /** A request is blocked when the scores of its rules add up to this. One critical rule scores 5, a warning 3. */
  readonly anomalyThreshold: number
  /** The same for endpoints of limit class `session`, where attackers try passwords and tokens [S50, S71]. */
  readonly sessionParanoiaLevel: ParanoiaLevel
  readonly sessionAnomalyThreshold: number
}

type ParanoiaLevel = 1 | 2 | 3 | 4

/** Who calls whom, each address as Nginx writes it. */
export type Addresses = {
  /** A file that `environmentFile` of infra/secrets writes. */
  readonly environmentFile: string
  /** Nodes of the API, or the origin server. */
  readonly upstreams: readonly string[]
  /** Where the processes that inspect listen, and the one client that may call them and say whose request it is. */
  readonly waf: { readonly address: string; readonly client: string }
  /** Of an origin server: where it listens, and the one address that it takes requests from and believes. */
  readonly behindEdge?: { readonly listen: string; readonly edge: string }
}
