import { execFileSync } from 'node:child_process'
import { globSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { auditRules } from '../../packages/contracts/src/index.ts'
import { findDifferences, renderAll } from './render.ts'

const root = join(import.meta.dirname, '../..')
const generated = 'infra/shared/generated'
const servers = globSync('infra/*/*/server.conf', { cwd: root }).sort()

it.each([...renderAll()])('[B1] %s is up to date', async (name, files) => {
  expect(await findDifferences(join(root, name), files)).toEqual([])
})

it('the check names each file that is changed, missing or left over', async () => {
  const files = new Map(renderAll().get(generated))
  files.set('limits.conf', files.get('limits.conf')?.replace('60r/m', '61r/m') ?? '')
  files.set('new.conf', '')
  files.delete('http.conf')
  expect(await findDifferences(join(root, generated), files)).toEqual(['limits.conf', 'new.conf', 'http.conf'])
})

it('npm run render -- --check prints nothing when all files are up to date', () => {
  const output = execFileSync(process.execPath, [join(import.meta.dirname, 'render.ts'), '--check'], { stdio: 'pipe' })
  expect(output.toString()).toBe('')
})

const directivesOf = async (file: string) => (await readFile(join(root, file), 'utf8')).replace(/^\s*#.*$/gm, '')

it('[S65] what all servers share names no port, address or path of a machine outside machine/', async () => {
  const files = globSync('infra/shared/{nginx,generated}/**/*.conf', { cwd: root })
  expect(files.length).toBeGreaterThan(30)
  for (const file of files) {
    const directives = await directivesOf(file)
    expect(directives, file).not.toMatch(/\/(?:tmp|dev|etc|run|srv|var)\/|listen \d|\d+\.\d+\.\d+\.\d+/)
  }
})

it('a file that only one server has names no endpoint, field, scope or limit class', async () => {
  expect(servers.length).toBeGreaterThan(0)
  for (const file of globSync('infra/*/{edge,origin}/*.conf', { cwd: root })) {
    expect(await directivesOf(file), file).not.toMatch(/\/api|\b(?:auth|orders|members)\b|\bsession\b/)
  }
})

it.each(servers)('%s calls only addresses of its compose.yaml, and includes only files that exist', async file => {
  const compose = await readFile(join(root, file, '../../compose.yaml'), 'utf8')
  const files = globSync('*.conf', { cwd: join(root, file, '..') })
  const text = (await Promise.all(files.map(name => directivesOf(join(file, '..', name))))).join('\n')
  const addresses = text.match(/\d+\.\d+\.\d+\.\d+/g) ?? []
  expect(addresses.length).toBeGreaterThan(0)
  for (const address of addresses) expect(compose).toContain(address)
})

it('the rules that programs look for in the audit log are those that decide', async () => {
  const text = await readFile(join(root, 'infra/shared/modsecurity/decision.conf'), 'utf8')
  const ids = [...text.matchAll(/"id:(\d+)/g)].map(([, id]) => Number(id))
  expect(ids).toEqual(Object.values(auditRules))
})

it('the problems and limits that files of Nginx name are rendered', async () => {
  const files = renderAll().get(generated)
  const text = (await Promise.all(globSync('infra/shared/nginx/**/*.conf', { cwd: root }).map(directivesOf))).join('\n')
  const problems = [...text.matchAll(/\/problem\/([\w-]+)/g)].map(([, code]) => code)
  expect(problems.length).toBeGreaterThan(3)
  for (const code of problems) expect(files?.get('problems.conf')).toContain(`location = /problem/${code} {`)
  const zones = [...text.matchAll(/limit_req zone=(\w+)/g)].map(([, name]) => name)
  for (const name of zones) expect(files?.get('limits.conf')).toContain(`zone=${name}:`)
  const included = [...text.matchAll(/include \.\.\/generated\/([\w./-]+);/g)].map(([, path]) => path ?? '')
  for (const path of included) expect(files?.has(path), path).toBe(true)
})
