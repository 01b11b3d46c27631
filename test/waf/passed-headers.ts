import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

const shared = join(import.meta.dirname, '../../infra/shared')

/** The fields of the client that the edge hands on, as its configuration has it. */
export async function readPassedHeaders(): Promise<string[]> {
  const files = ['nginx/to-the-api.conf', 'nginx/preflights.conf', 'generated/endpoints.conf']
  const texts = await Promise.all(files.map(file => readFile(join(shared, file), 'utf8')))
  const passed = texts.join('\n').matchAll(/proxy_set_header (\S+) \$(?:http_|user_agent;|\w+_field;)/g)
  return [...new Set([...passed].map(([, name = '']) => name.toLowerCase()))].sort()
}
