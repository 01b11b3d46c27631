import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { compileDeployment, compilePolicy, declaredPolicy } from '../../packages/edge/src/index.ts'
import { architectures, findDifference, generatedFolder, renderArchitecture } from './render.ts'

it.each(architectures)('[B1] what is committed for $name is what the contracts render', async topology => {
  expect(await findDifference(generatedFolder(topology), renderArchitecture(topology))).toBeUndefined()
})

it('the check names the first difference', async () => {
  const [topology] = architectures
  if (!topology) throw new Error('no architecture')
  const files = new Map(renderArchitecture(topology))
  files.set('edge/nginx/limits.conf', files.get('edge/nginx/limits.conf')?.replace('60r/m', '61r/m') ?? '')
  expect(await findDifference(generatedFolder(topology), files)).toMatch(
    /^edge\/nginx\/limits\.conf line \d+: is ".*60r\/m;"/,
  )
  files.set('edge/nginx/new.conf', '')
  files.delete('edge/nginx/limits.conf')
  expect(await findDifference(generatedFolder(topology), files)).toBe('edge/nginx/new.conf is missing')
})

it('the command line checks and says nothing when all is well', () => {
  const output = execFileSync(process.execPath, [join(import.meta.dirname, 'render.ts'), '--check'], { stdio: 'pipe' })
  expect(output.toString()).toBe('')
})

const servers = architectures.flatMap(({ name, servers }) =>
  Object.entries(servers).map(([folder, server]) => ({ name, folder, server })),
)

it.each(servers)('[S65] $name/$folder names no port, host or path outside deployment/', ({ name, server }) => {
  const policy = compilePolicy(declaredPolicy(), server, name)
  const values = [server.deployment, server.waf.deployment].flatMap(place => Object.values(place)).flat()
  for (const [path, text] of policy) {
    for (const value of values) expect(text, `${path}: ${value}`).not.toContain(value)
  }
  const places = [...compileDeployment(server, 'test').values()].join('\n')
  for (const value of values) expect(places).toContain(value)
})
