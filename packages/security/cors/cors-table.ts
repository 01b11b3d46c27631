import { assertCorsOptions, type CorsOptions } from './options.ts'

/** The policy as data. The API's decisions and the edge's configuration are both made from it [S38]. */
export type CorsTable = {
  origins: readonly string[]
  virtualHosts: Readonly<Record<string, readonly string[]>>
  /** Whether origins outside the lists exist, so that the edge has to ask the API about them. */
  dynamicOrigins: boolean
  methods: readonly string[]
  allowedHeaders: readonly string[]
  exposedHeaders: readonly string[]
  maxAgeSeconds: number
  credentials: boolean
  privateNetwork: boolean
  /** The request fields that any answer depends on, and those that an answer to OPTIONS depends on. */
  vary: { any: string; options: string }
}

/**
 * Checks the options and turns them into a table of plain data.
 *
 * @throws Error with a line for each mistake
 */
export function corsTable(options: CorsOptions): CorsTable {
  assertCorsOptions(options)
  const privateNetwork = options.privateNetwork ?? false
  const preflightFields = ['Origin', 'Access-Control-Request-Method', 'Access-Control-Request-Headers']
  if (privateNetwork) preflightFields.push('Access-Control-Request-Private-Network')
  return {
    origins: options.origins,
    virtualHosts: options.virtualHosts ?? {},
    dynamicOrigins: options.resolveOrigin !== undefined,
    methods: options.methods,
    allowedHeaders: options.allowedHeaders,
    exposedHeaders: options.exposedHeaders,
    maxAgeSeconds: Math.floor(options.maxAgeMs / 1000),
    credentials: options.credentials,
    privateNetwork,
    vary: { any: 'Origin', options: preflightFields.join(', ') },
  }
}
