import { cp, mkdtemp, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { renderAll } from '../../../infra/shared/render.ts'

const njs = join(import.meta.dirname, '../../../infra/shared/njs')

type Checked = { fault: { pointer: string; detail: string } | null; texts: { kind: string; value: string }[] }

/**
 * Loads the scripts of Nginx with what the contracts declare.
 *
 * @param folder where to put them
 * @returns says of a body of `orders.create` what is wrong with it, and what of it goes to the WAF
 */
export async function loadEdgeScripts(folder: string): Promise<(body: object) => Checked> {
  const scripts = await mkdtemp(join(folder, 'njs-'))
  await cp(njs, scripts, { recursive: true })
  await writeFile(join(scripts, 'package.json'), '{ "type": "module" }')
  await writeFile(join(scripts, 'declared.js'), renderAll().get('shared')?.get('declared.js') ?? '')
  const load = async (file: string) => (await import(pathToFileURL(join(scripts, file)).href)).default
  const [checks, declared] = [await load('check-value.js'), await load('declared.js')]
  return body => {
    const texts: Checked['texts'] = []
    return { fault: checks.checkValue(declared.endpoints['orders.create']().body, body, texts), texts }
  }
}
