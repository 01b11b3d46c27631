import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { EndpointId } from '@palisade/contracts'
import { renderAll } from '../../infra/shared/render.ts'

const njs = join(import.meta.dirname, '../../infra/shared/njs')

type Checked = { fault: { pointer: string; detail: string } | null; texts: { kind: string; value: string }[] }

/**
 * Loads the scripts of Nginx with what the contracts declare.
 *
 * @returns says of a query or a body what is wrong with it, and what of it goes to the WAF
 */
export async function loadEdgeScripts(): Promise<(id: EndpointId, part: 'query' | 'body', value: unknown) => Checked> {
  const folder = await mkdtemp(join(tmpdir(), 'palisade-njs-'))
  await cp(njs, folder, { recursive: true })
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }')
  await writeFile(join(folder, 'declared.js'), renderAll().get('infra/shared/generated')?.get('declared.js') ?? '')
  const load = async (file: string) => (await import(pathToFileURL(join(folder, file)).href)).default
  const [is, declared] = [await load('check-value.js'), await load('declared.js')]
  await rm(folder, { recursive: true })
  return (id, part, value) => {
    const texts: Checked['texts'] = []
    const { query, body } = declared.endpoints[id](is)
    return { fault: part === 'query' ? is.checkMembers(query, value, texts) : body(value, texts), texts }
  }
}
