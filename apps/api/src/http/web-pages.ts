import { existsSync } from 'node:fs'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import { pageHeaders } from '@palisade/contracts'
import type { FastifyInstance } from 'fastify'
import { ProblemError } from './problem.ts'

/** Serves the built SPA where there is no web server. A path that is not a file is a page of the router of the SPA. */
export async function serveWebPages(app: FastifyInstance, root: string): Promise<void> {
  await app.register(fastifyStatic, { root, serve: false, preCompressed: true })

  app.get('/assets/*', { config: { page: true } }, (request, reply) => {
    const { '*': file } = request.params as { '*': string }
    if (!assetName.test(file) || !existsSync(join(root, 'assets', file))) throw new ProblemError('not-found')
    return reply.headers(pageHeaders).sendFile(`assets/${file}`, { immutable: true, maxAge: '365d' })
  })
  app.get('/favicon.svg', { config: { page: true } }, (_request, reply) => {
    return reply.headers(pageHeaders).sendFile('favicon.svg')
  })
  app.get('/*', { config: { page: true } }, (_request, reply) => {
    return reply.headers(pageHeaders).sendFile('index.html', { maxAge: 0 })
  })
}

/** The build has no subfolders, so a name with a slash in it, encoded or not, is not one of its files. */
const assetName = /^[\w-][\w.-]*$/
