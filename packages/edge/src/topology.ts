/** What tells one architecture from another. Security rules are not here: those come from the contracts alone [S65]. */
export type Topology = {
  readonly name: string
  /** What runs Nginx, by the name of its folder under generated/. */
  readonly servers: { readonly edge: EdgeServer; readonly origin?: OriginServer }
}

export type Server = EdgeServer | OriginServer

/** What the world can reach. It sends on to the API, or to the origin where there is one. */
export type EdgeServer = {
  /** In the order in which their names are compared. */
  readonly hosts: readonly Host[]
  readonly waf: WafSettings
  /** Open connections, and in HTTP/2 open requests, that one address may have. */
  readonly connectionsPerIp: number
  /** Where the container of this server keeps things. Committed as generated/<server>/deployment/. */
  readonly deployment: EdgeDeployment
}

/** What stands behind the edge, and takes requests from it alone: a second look, and the balance over the API's nodes. */
export type OriginServer = {
  readonly waf: WafSettings
  readonly deployment: OriginDeployment
}

export type Host = {
  /** The first label of its name, as `api` of api.example.com, on whatever domain; `*` for all names that are left. */
  readonly label: string
  /**
   * - `everything`: the SPA, and the API on the same origin
   * - `pages`: the SPA, whose API is at `api.` of the same domain
   * - `api`: the API
   * - `administration`: everything, for those with a client certificate. Where there is such a host, endpoints that ask
   *   for an admin scope are nowhere else.
   */
  readonly serves: 'everything' | 'pages' | 'api' | 'administration'
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
  readonly deployment: WafDeployment
}

type ParanoiaLevel = 1 | 2 | 3 | 4

/** Where one server and its WAF run. */
export type ServerPlaces = { readonly deployment: Deployment; readonly waf: { readonly deployment: WafDeployment } }

/** Ports and paths. They differ from machine to machine, so that they stand in files of their own: deployment/. */
export type Deployment = EdgeDeployment | OriginDeployment

/** The processes that only inspect. */
export type WafDeployment = {
  /** Where they listen, as Nginx writes it, and where the server that asks them finds them. */
  readonly listen: string
  readonly address: string
  /** Who may ask them and say whose request it is: `unix:` where only processes of this machine can. */
  readonly clientAddress: string
  readonly user?: string
  readonly errorLog: string
  readonly auditLog: string
  readonly temporaryFolder: string
  /** Where nginx.conf and all that is beside it are put. */
  readonly configurationFolder: string
  /** What compileRuleSet() made of the Core Rule Set, as rules.conf, beside the data files that it names. */
  readonly rulesFolder: string
}

export type EdgeDeployment = Places & {
  readonly listenHttp: string
  readonly listenHttps: string
  readonly certificate: string
  readonly certificateKey: string
  /** Who vouches for administrators; needed where a host serves them. */
  readonly clientAuthorities?: string
  readonly webRoot: string
}

export type OriginDeployment = Places & {
  readonly listen: string
  /** The one address that it takes requests from, and believes about whose they are. */
  readonly edgeAddress: string
}

type Places = {
  /** Worker's user, where Nginx is started as root. */
  readonly user?: string
  /** A file of two lines, as `environmentFile` of infra/secrets writes it. */
  readonly environmentFile: string
  /** Who is asked next: nodes of the API, or the origin. */
  readonly upstreams: readonly string[]
  readonly errorLog: string
  readonly accessLog: string
  readonly temporaryFolder: string
}

/** Where the image of infra/shared/Dockerfile keeps things, whatever it serves. */
const inContainer = { errorLog: '/dev/stderr', accessLog: '/dev/stdout', temporaryFolder: '/tmp' }

/** A container of the same image that only inspects, on a network with the one that asks it. */
export function wafInContainer({ address, clientAddress }: { address: string; clientAddress: string }): WafDeployment {
  return {
    listen: address,
    address,
    clientAddress,
    errorLog: '/dev/stderr',
    auditLog: '/var/log/palisade/audit.log',
    temporaryFolder: '/tmp',
    configurationFolder: '/etc/palisade/edge',
    rulesFolder: '/opt/palisade/rules',
  }
}

export const edgeInContainer = {
  ...inContainer,
  listenHttp: '8080',
  listenHttps: '8443',
  environmentFile: '/run/palisade/edge/environment.conf',
  certificate: '/run/palisade/edge/certificate.pem',
  certificateKey: '/run/palisade/edge/certificate.key',
  webRoot: '/srv/web',
}

export const originInContainer = { ...inContainer, environmentFile: '/run/palisade/origin/environment.conf' }
