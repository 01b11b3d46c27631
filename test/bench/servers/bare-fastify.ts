import { endpoints } from '@palisade/contracts'
import fastify from 'fastify'
import { answer, path, portOf } from '../work.ts'

/** The base of every ratio: the route, the schema that serializes the answer, and nothing else. */
export async function listen(): Promise<number> {
  const app = fastify()
  app.get(path, { schema: { response: endpoints['orders.list'].responses } }, async () => answer)
  return portOf(await app.listen({ host: '127.0.0.1', port: 0 }))
}
