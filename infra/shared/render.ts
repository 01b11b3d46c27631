import { glob, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { compilePolicy, declaredPolicy, type Files } from '../../packages/edge/src/index.ts'
import { readCommandLine } from '../../packages/service/src/command-line.ts'
import { writeEnvExample } from '../../packages/service/src/env-example.ts'
import { renderDashboards } from '../observability/dashboards/index.ts'

const root = join(import.meta.dirname, '../..')

/** Everything that `npm run render` writes, by folder. */
export function renderAll(): ReadonlyMap<string, Files> {
  return new Map([
    ['infra/shared/generated', compilePolicy(declaredPolicy())],
    ['infra/observability/dashboards/generated', renderDashboards()],
    ['.', new Map([['.env.example', writeEnvExample()]])],
  ])
}

/** The files of a folder that are not as rendered: missing, changed, or no longer rendered. */
export async function findDifferences(folder: string, files: Files): Promise<string[]> {
  const paths = folder.endsWith('generated') ? await Array.fromAsync(glob('**/*.*', { cwd: folder })) : []
  const names = [...new Set([...files.keys(), ...paths])]
  const texts = await Promise.all(names.map(name => readFile(join(folder, name), 'utf8').catch(() => undefined)))
  return names.filter((name, index) => files.get(name) !== texts[index])
}

export async function writeFiles(folder: string, files: Files): Promise<void> {
  for (const [path, text] of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), text)
  }
}

async function main(): Promise<void> {
  const { check } = readCommandLine({
    usage: 'npm run render -- [--check]',
    options: { check: { type: 'boolean', default: false } },
  }).values
  for (const [name, files] of renderAll()) {
    const folder = join(root, name)
    const differences = await findDifferences(folder, files)
    if (check) {
      for (const path of differences) console.error(`${join(name, path)} is out of date: run npm run render`)
      if (differences.length > 0) process.exitCode = 1
    } else {
      await Promise.all(differences.map(path => rm(join(folder, path), { force: true })))
      await writeFiles(folder, files)
      console.log(`${name}: ${files.size} files`)
    }
  }
}

if (import.meta.main) await main()
