import { globSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const { devDependencies, devEngines } = JSON.parse(readFileSync('package.json', 'utf8'))
const workflows = globSync('.github/workflows/*.yml')
const dockerfiles = [
  'apps/api/Dockerfile',
  'infra/shared/Dockerfile',
  'infra/observability/edge/Dockerfile',
  'infra/observability/logs/Dockerfile',
]
const composeFiles = globSync(['infra/*/compose.yaml', 'infra/observability/**/services.yaml'])

const find = (files: string[], pattern: RegExp) =>
  files.flatMap(file => [...readFileSync(file, 'utf8').matchAll(pattern)].map(([, found = '']) => found))

test('every GitHub action is pinned to a commit, with its version in a comment', () => {
  const actions = find(workflows, /uses: (.+)$/gm)
  expect(actions.length).toBeGreaterThan(0)
  expect(actions.filter(action => !/^[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(action))).toEqual([])
})

test('every base image is pinned to an exact version', () => {
  const stages = find(dockerfiles, / AS (\S+)$/gm)
  const images = [
    ...find(dockerfiles, /^FROM (\S+)/gm).filter(image => !stages.includes(image)),
    ...find(composeFiles, /^ +image: (\S+)$/gm).filter(image => !image.startsWith('palisade/')),
    ...find(workflows, /container: (\S+)$/gm),
  ]
  expect(images.length).toBeGreaterThan(5)
  // PostgreSQL's releases have two numbers, Debian's images a date.
  expect(images.filter(image => !/:(?:\w+-|v)?\d+(?:\.\d+){1,2}(?:-|$)|:\w+-\d{8}-/.test(image))).toEqual([])
})

test('Node and pnpm have one version each', () => {
  expect(new Set(find(dockerfiles, /^FROM node:([\d.]+)-/gm))).toEqual(new Set([devDependencies.node]))
  expect(new Set(find(dockerfiles, /pnpm@(\S+) /g))).toEqual(new Set([devDependencies.pnpm]))
  expect(devEngines.packageManager.version).toBe(devDependencies.pnpm)
})

test('Renovate pins images by digest and actions by commit', () => {
  const { extends: presets } = JSON.parse(readFileSync('renovate.json', 'utf8'))
  expect(presets).toEqual(expect.arrayContaining(['docker:pinDigests', 'helpers:pinGitHubActionDigests']))
})
