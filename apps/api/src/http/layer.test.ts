import { setImmediate as turn } from 'node:timers/promises'
import fastify from 'fastify'
import { expect, test } from 'vitest'
import { addLayer, type Layer } from './layer.ts'

async function ask(...layers: Layer[]) {
  const passed: number[] = []
  const app = fastify()
  for (const [index, layer] of layers.entries()) {
    addLayer(app, `layer ${index}`, (request, reply) => {
      passed.push(index)
      return layer(request, reply)
    })
  }
  app.setErrorHandler((error: Error) => ({ refused: error.message }))
  app.get('/', async () => 'let in')
  const { body } = await app.inject('/')
  await app.close()
  return { passed, body }
}

const refuse = () => {
  throw new Error('no')
}

test('each layer runs after the previous one has decided, also when that one is asynchronous', async () => {
  const layers = [() => 'at once', () => turn(), () => undefined, async () => turn(), () => undefined]
  expect(await ask(...layers)).toEqual({ passed: [0, 1, 2, 3, 4], body: 'let in' })
})

test.each<[string, Layer]>([
  ['throws', refuse],
  ['rejects', async () => turn().then(refuse)],
])('nothing behind a layer that %s sees the request', async (_, layer) => {
  const refused = { passed: [0, 1], body: '{"refused":"no"}' }
  expect(
    await ask(
      () => undefined,
      layer,
      () => undefined,
    ),
  ).toEqual(refused)
  expect(
    await ask(
      () => turn(),
      layer,
      () => turn(),
    ),
  ).toEqual(refused)
})

test.each<[string, Layer]>([
  [
    'throws nothing',
    () => {
      throw undefined
    },
  ],
  ['rejects with nothing', () => Promise.reject()],
])('a layer that %s has refused all the same', async (_, layer) => {
  expect(await ask(layer)).toEqual({ passed: [0], body: '{"refused":"refused"}' })
})

test.each<[string, Layer]>([
  ['at once', (_, reply) => void reply.send('answered')],
  ['later', (_, reply) => turn().then(() => void reply.send('answered'))],
])('nothing behind a layer that has answered %s sees the request', async (_, layer) => {
  expect(await ask(layer, () => undefined)).toEqual({ passed: [0], body: 'answered' })
})
