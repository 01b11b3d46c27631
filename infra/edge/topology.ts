/** What tells one architecture from another. Security rules are not here: those come from the contracts alone [S65]. */
export type Topology = {
  readonly name: string
  /** What runs Nginx, by the name of its folder under generated/. */
  readonly servers: { readonly edge: EdgeServer }
}

/** What the world can reach. */
export type EdgeServer = {
  readonly waf: WafSettings
  /** Open connections, and in HTTP/2 open requests, that one address may have. */
  readonly connectionsPerIp: number
  /** Where the container of this server keeps things. Committed as generated/<server>/deployment/. */
  readonly deployment: Deployment
}

export type WafSettings = {
  /** `log` reports what it would have blocked: the first step on a new API [S60]. */
  readonly mode: 'log' | 'enforce'
  readonly paranoiaLevel: 1 | 2 | 3 | 4
  /** A request is blocked when the scores of its rules add up to this. One critical rule scores 5, a warning 3. */
  readonly anomalyThreshold: number
  /** The same for endpoints of limit class `session`, where attackers try passwords and tokens [S50]. */
  readonly sessionAnomalyThreshold: number
}

/** Ports and paths. They differ from machine to machine, so that they stand in files of their own: deployment/. */
export type Deployment = {
  /** Worker's user, where Nginx is started as root. */
  readonly user?: string
  readonly listenHttp: string
  readonly listenHttps: string
  /** A file of two lines, as `environmentFile` of infra/secrets writes it. */
  readonly environmentFile: string
  readonly certificate: string
  readonly certificateKey: string
  readonly upstream: string
  readonly webRoot: string
  readonly errorLog: string
  readonly accessLog: string
  readonly auditLog: string
  readonly temporaryFolder: string
  /** Where nginx.conf and all that is beside it are put. */
  readonly configurationFolder: string
  readonly crsRulesFolder: string
}
