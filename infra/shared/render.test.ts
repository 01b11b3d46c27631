import { execFileSync } from 'node:child_process'
import { globSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { compileAddresses, compilePolicy, compileServer, declaredPolicy } from '../../packages/edge/src/index.ts'
import { findDifference, renderAll, topologies } from './render.ts'

const rendered = [...renderAll()]
const folderOf = (name: string) => join(import.meta.dirname, '..', name, 'generated')

it.each(rendered)('[B1] infra/%s/generated is what the contracts and the topologies render', async (name, files) => {
  expect(await findDifference(folderOf(name), files)).toBeUndefined()
})

it('renders every architecture, and what all of them share once', () => {
  expect(rendered.map(([name]) => name)).toEqual(['shared', 'multi-tenant-saas', 'single-vps', 'spa-mobile'])
  const shared = new Set(rendered[0]?.[1].keys())
  const own = rendered.slice(1).flatMap(([, files]) => [...files.keys()].map(path => path.replace(/^\w+\//, '')))
  expect(own.filter(path => shared.has(path))).toEqual([])
})

it('the check names the first difference', async () => {
  const files = new Map(rendered[0]?.[1])
  files.set('limits.conf', files.get('limits.conf')?.replace('60r/m', '61r/m') ?? '')
  expect(await findDifference(folderOf('shared'), files)).toMatch(/^limits\.conf line \d+: is ".*60r\/m;"/)
  files.set('new.conf', '')
  files.delete('limits.conf')
  expect(await findDifference(folderOf('shared'), files)).toBe('new.conf is missing')
})

it('the command line checks and says nothing when all is well', () => {
  const output = execFileSync(process.execPath, [join(import.meta.dirname, 'render.ts'), '--check'], { stdio: 'pipe' })
  expect(output.toString()).toBe('')
})

const servers = [...topologies].flatMap(([name, { servers }]) =>
  Object.entries(servers).map(([folder, server]) => ({ name, folder, server })),
)

it.each(servers)('[S65] $name/$folder names no port, host or path outside deployment/', ({ server }) => {
  const policy = [...compilePolicy(declaredPolicy()), ...compileServer(declaredPolicy(), server)]
  const values = leaves(server.addresses)
  for (const [path, text] of policy) {
    for (const value of values) expect(text, `${path}: ${value}`).not.toContain(value)
  }
  const deployment = [...compileAddresses(server.addresses)].map(([, text]) => text)
  for (const value of values) expect(deployment.join('\n')).toContain(value)
})

it('[S65] where a machine keeps things and listens stands in machine/ alone', async () => {
  const folders = ['nginx', 'generated'].map(name => join(import.meta.dirname, name))
  const files = folders.flatMap(folder => globSync('**/*.conf', { cwd: folder }).map(file => join(folder, file)))
  expect(files.length).toBeGreaterThan(30)
  for (const file of files) {
    const directives = (await readFile(file, 'utf8')).replace(/^\s*#.*$/gm, '')
    expect(directives, file).not.toMatch(/\/(?:tmp|dev|etc|run|srv|var)\/|listen \d/)
  }
})

function leaves(value: unknown): string[] {
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(leaves) : [String(value)]
}

it('gives the rules of a WAF the same ids when an endpoint is added or removed', () => {
  const policy = declaredPolicy()
  const idsWith = (endpoints: typeof policy.endpoints) =>
    servers.flatMap(({ server }) => {
      const settings = compileServer({ ...policy, endpoints }, server).get('waf-settings.conf') ?? ''
      return [...settings.matchAll(/"id:(\d+)/g)].map(([, id]) => id)
    })
  const ids = idsWith(policy.endpoints)
  expect(new Set(ids)).toEqual(new Set(['10100', '10101']))
  expect(idsWith(policy.endpoints.slice(3))).toEqual(ids)
  expect(idsWith(policy.endpoints.toReversed())).toEqual(ids)
})
