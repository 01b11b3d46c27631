import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { generatedFolder } from '../../infra/shared/render.ts'
import { singleVps } from '../../infra/single-vps/topology.ts'

/** The fields of the client that the edge hands on, as its configuration has it. */
export async function readPassedHeaders(): Promise<string[]> {
  const folder = join(generatedFolder(singleVps), 'edge/nginx')
  const files = await Promise.all(
    (await readdir(folder)).filter(isFile).map(name => readFile(join(folder, name), 'utf8')),
  )
  const passed = files.join('\n').matchAll(/proxy_set_header (\S+) \$(?:http_|user_agent;|\w+_field;)/g)
  return [...new Set([...passed].map(([, name = '']) => name.toLowerCase()))].sort()
}

const isFile = (name: string) => name.endsWith('.conf')
