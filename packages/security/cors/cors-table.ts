import { assertCorsOptions, type CorsOptions } from './options.ts'

/** The policy as data. The API's decisions and the edge's configuration are both made from it [S38]. */
export type CorsTable = {
  origins: readonly string[]
  /** Whether origins outside the list exist, so that the edge has to ask the API about them. */
  dynamicOrigins: boolean
  methods: readonly string[]
  allowedHeaders: readonly string[]
  exposedHeaders: readonly string[]
  maxAgeSeconds: number
  credentials: boolean
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
  const preflightFields = ['Origin', 'Access-Control-Request-Method', 'Access-Control-Request-Headers']
  return {
    origins: options.origins,
    dynamicOrigins: options.resolveOrigin !== undefined,
    methods: options.methods,
    allowedHeaders: options.allowedHeaders,
    exposedHeaders: options.exposedHeaders,
    maxAgeSeconds: Math.floor(options.maxAgeMs / 1000),
    credentials: options.credentials,
    vary: { any: 'Origin', options: preflightFields.join(', ') },
  }
}
