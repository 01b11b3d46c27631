import { corsPolicy } from '../cors.ts'
import { apiKeyFormat } from '../credentials.ts'
import type { Endpoint } from '../endpoint.ts'
import { endpoints, tags } from '../endpoints/index.ts'
import { docsPath, ProblemSchema } from '../problems.ts'
import { cookieName } from '../request-form.ts'
import { roles, scopes } from '../scopes.ts'
import { Components } from './components.ts'
import { responseHeaders } from './headers.ts'
import { describeOperation } from './operation.ts'

type JsonObject = { [key: string]: unknown }

const description = `Orders of many tenants behind one API. Each answer carries \`x-request-id\`; each error is
\`application/problem+json\` (RFC 9457) with a stable \`code\`, which [the documentation](${docsPath}) explains.`.replace(
  '\n',
  ' ',
)

/**
 * Describes every declared endpoint as an OpenAPI 3.1 document. The only server is the one that serves the document.
 *
 * @param options `version` of the API, as in package.json
 */
export function createOpenApiDocument({ version }: { version: string }): JsonObject {
  const components = new Components()
  components.refer(ProblemSchema)
  const paths = describePaths(Object.values(endpoints), components)
  return {
    openapi: '3.1.0',
    info: { title: 'Palisade', version, description, license: { name: 'MIT', identifier: 'MIT' } },
    servers: [{ url: '/', description: 'This deployment' }],
    tags: Object.entries(tags).map(([name, meaning]) => ({ name, description: meaning })),
    paths,
    components: {
      schemas: components.schemas,
      responses: components.responses,
      headers: responseHeaders,
      securitySchemes: {
        accessToken: { type: 'http', scheme: 'bearer', bearerFormat: 'at+jwt (RFC 9068)' },
        apiKey: { type: 'http', scheme: 'bearer', bearerFormat: `${apiKeyFormat.prefix}…` },
        refreshToken: {
          type: 'apiKey',
          in: 'cookie',
          name: cookieName('refresh_token', { isHttps: true }),
          description: 'Without the prefix `__Host-` where the API is served over HTTP, on localhost alone',
        },
      },
    },
    'x-scopes': scopes,
    'x-roles': roles,
    'x-cors': corsPolicy,
  }
}

function describePaths(declared: readonly Endpoint[], components: Components): JsonObject {
  const byPath = Map.groupBy(declared, endpoint => endpoint.path)
  const entries = [...byPath].map(([path, found]) => [
    path,
    Object.fromEntries(found.map(endpoint => [endpoint.method.toLowerCase(), describeOperation(endpoint, components)])),
  ])
  return Object.fromEntries(entries)
}
