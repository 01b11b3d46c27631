import type { body as original } from '../../../apps/api/src/layers/65-body.ts'

export * from '../../../apps/api/src/layers/65-body.ts'

/** Accepts whatever JSON.parse accepts, without a schema. */
export const body: typeof original = app => {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'string' }, async (_request: unknown, text: string) => {
    return text === '' ? {} : JSON.parse(text)
  })
  app.addHook('preValidation', async request => {
    request.body ??= {}
  })
  app.setValidatorCompiler(() => () => true)
}
