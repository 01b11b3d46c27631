import { inSpan, isTracing } from '@palisade/service'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

/** Checks a request before its body is read. It throws or rejects to refuse the request. A promise is awaited. */
export type Layer = (request: FastifyRequest, reply: FastifyReply) => unknown

const layersOf = new WeakMap<FastifyInstance, Layer[]>()

/**
 * Adds a layer after the existing ones. All layers share one hook, which calls them without a promise or callback in between:
 * most decide synchronously, and a hook for each would cost more than the work of many of them.
 * @param name of its span in a trace
 */
export function addLayer(app: FastifyInstance, name: string, check: Layer): void {
  const layer: Layer = isTracing() ? (request, reply) => inSpan(name, () => check(request, reply)) : check
  const known = layersOf.get(app)
  if (known) {
    known.push(layer)
    return
  }
  const layers = [layer]
  layersOf.set(app, layers)
  app.addHook('onRequest', (request, reply, next) => runFrom(0, layers, request, reply, next))
}

type Next = (error?: Error) => void

function runFrom(
  first: number,
  layers: readonly Layer[],
  request: FastifyRequest,
  reply: FastifyReply,
  next: Next,
): void {
  try {
    for (let index = first; index < layers.length; index += 1) {
      if (reply.sent) return
      const pending = layers[index]?.(request, reply) as PromiseLike<unknown> | undefined
      if (typeof pending?.then !== 'function') continue
      pending.then(() => runFrom(index + 1, layers, request, reply, next), refuse(next))
      return
    }
  } catch (error) {
    refuse(next)(error)
    return
  }
  next()
}

/** Fastify ignores a falsy reason, and would accept the request. */
function refuse(next: Next): (reason: unknown) => void {
  return reason => next(reason instanceof Error ? reason : new Error('refused', { cause: reason }))
}
