import { glob, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import {
  compileAddresses,
  compilePolicy,
  compileServer,
  declaredPolicy,
  type Files,
  type Topology,
} from '../../packages/edge/src/index.ts'
import { readCommandLine } from '../../packages/service/src/command-line.ts'
import { writeEnvExample } from '../../packages/service/src/env-example.ts'

const infra = join(import.meta.dirname, '..')

/** The topology of each architecture, by the name of its folder: each folder of infra with a topology.ts is one. */
export const topologies: ReadonlyMap<string, Topology> = new Map(
  await Promise.all((await Array.fromAsync(glob('*/topology.ts', { cwd: infra }))).sort().map(readTopology)),
)

async function readTopology(file: string): Promise<[string, Topology]> {
  const { topology } = (await import(join(infra, file))) as { topology: Topology }
  return [dirname(file), topology]
}

/** What each folder `infra/*` should have in its folder `generated`. */
export function renderAll(): ReadonlyMap<string, Files> {
  const policy = declaredPolicy()
  const own = [...topologies].map(([name, { servers }]): [string, Files] => {
    const files = Object.entries(servers).flatMap(([folder, server]) =>
      [...compileServer(policy, server), ...compileAddresses(server.addresses)].map(
        ([path, text]): [string, string] => [`${folder}/${path}`, text],
      ),
    )
    return [name, new Map(files)]
  })
  return new Map([['shared', compilePolicy(policy)], ...own])
}

/** The first way in which a folder is not what was rendered; undefined where it is. */
export async function findDifference(folder: string, files: Files): Promise<string | undefined> {
  const present = await filesIn(folder)
  for (const [path, text] of files) {
    const committed = present.has(path) ? await readFile(join(folder, path), 'utf8') : undefined
    if (committed === undefined) return `${path} is missing`
    if (committed !== text) return `${path} line ${firstDifferentLine(committed, text)}`
  }
  const stale = [...present].find(path => !files.has(path))
  return stale === undefined ? undefined : `${stale} is no longer rendered`
}

async function filesIn(folder: string): Promise<Set<string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  const files = entries.filter(entry => entry.isFile())
  return new Set(files.map(entry => join(entry.parentPath, entry.name).slice(folder.length + 1)))
}

function firstDifferentLine(left: string, right: string): string {
  const [a, b] = [left.split('\n'), right.split('\n')]
  const index = Array.from({ length: Math.max(a.length, b.length) }).findIndex((_, line) => a[line] !== b[line])
  return `${index + 1}: is ${JSON.stringify(a[index] ?? null)}, should be ${JSON.stringify(b[index] ?? null)}`
}

export async function writeFiles(folder: string, files: Files): Promise<void> {
  for (const [path, text] of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), text)
  }
}

const envExample = join(import.meta.dirname, '../../.env.example')

/** Writes .env.example, or compares it. */
async function renderEnvExample(check: boolean): Promise<void> {
  const text = writeEnvExample()
  if (!check) return writeFile(envExample, text)
  if ((await readFile(envExample, 'utf8').catch(() => '')) === text) return
  console.error('.env.example is behind packages/service/src/setting-list.ts: run npm run render')
  process.exitCode = 1
}

async function main(): Promise<void> {
  const { check } = readCommandLine({
    usage: 'npm run render -- [--check]',
    options: { check: { type: 'boolean', default: false } },
  }).values
  await renderEnvExample(check)
  for (const [name, files] of renderAll()) {
    const folder = join(infra, name, 'generated')
    if (check) {
      const difference = await findDifference(folder, files)
      if (difference === undefined) continue
      console.error(`infra/${name}/generated is behind the contracts (${difference}): run npm run render`)
      process.exitCode = 1
    } else {
      await rm(folder, { recursive: true, force: true })
      await writeFiles(folder, files)
      console.log(`infra/${name}/generated: ${files.size} files`)
    }
  }
}

if (import.meta.main) await main()
