import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { glob } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import vitestConfig from '../vitest.config.ts'

const pages: string[] = []
for await (const file of glob('**/*.md', { exclude: ['**/node_modules/**', '**/results.md'] })) pages.push(file)

const scripts = JSON.parse(readFileSync('package.json', 'utf8')).scripts as Record<string, string>

/** A change of this kind may touch at most so many files. */
const mostFiles: Record<string, number> = {
  'docs/how-to/add-a-field.md': 7,
  'docs/how-to/add-an-endpoint.md': 3,
  'docs/how-to/add-a-resource.md': 12,
}

describe('the docs are correct', () => {
  for (const page of pages) {
    const text = readFileSync(page, 'utf8')

    test(`${page}: every link leads somewhere`, () => {
      const links = [...text.matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)].map(([, target = '']) => target)
      expect(links.filter(target => !existsSync(join(dirname(page), target)))).toEqual([])
    })

    test(`${page}: every npm script exists`, () => {
      const named = [...text.matchAll(/npm run ([\w:-]+)/g)].map(([, name = '']) => name)
      expect(named.filter(name => !(name in scripts))).toEqual([])
    })
  }

  for (const page of pages.filter(page => page.startsWith('docs/how-to/'))) {
    const text = readFileSync(page, 'utf8')

    test(`${page}: every file that it names exists, or is marked as new`, () => {
      const named = text.matchAll(/`((?:apps|packages|infra|test|docs)\/[\w./-]+)`(?! \(new\))/g)
      expect([...named].map(([, file = '']) => file).filter(file => !existsSync(file))).toEqual([])
    })

    test(`${page}: the number of files is that of its list, and none is in packages/security, packages/edge or infra`, () => {
      const [, count, list = ''] = /^## Files: (\d+) by hand\n\n((?:- .*\n)*)/m.exec(text) ?? []
      const files = [...list.matchAll(/^- `(.+?)`/gm)].map(([, file = '']) => file)
      expect(files.length).toBe(Number(count ?? 0))
      expect(files.filter(file => /^(?:packages\/(?:security|edge)|infra)\//.test(file))).toEqual([])
      expect(files.length).toBeLessThanOrEqual(mostFiles[page] ?? files.length)
    })
  }

  test('the README names every how-to', () => {
    const readme = readFileSync('README.md', 'utf8')
    const howTos = readdirSync('docs/how-to').map(file => `docs/how-to/${file}`)
    expect(howTos.filter(file => !readme.includes(`](${file})`))).toEqual([])
  })

  test('docs/requirements.md lists every id in the titles of tests', async () => {
    const listed = readFileSync('docs/requirements.md', 'utf8')
    const missing = new Set<string>()
    for await (const file of glob('{apps,packages,infra,test}/**/*.{test.ts,test.tsx,md}', {
      exclude: ['**/node_modules/**'],
    }))
      for (const [, id = ''] of readFileSync(file, 'utf8').matchAll(/\[([SBP]\d+)\]/g))
        if (!listed.includes(`- **${id}** `)) missing.add(id)
    expect([...missing]).toEqual([])
  })

  test('the README is short', () => {
    expect(readFileSync('README.md', 'utf8').split('\n').length).toBeLessThan(150)
  })

  test('the README names every folder with code or configuration, and no other', () => {
    const inRepository = ['apps', 'packages', 'infra'].flatMap(folder =>
      readdirSync(folder, { withFileTypes: true }).flatMap(entry =>
        entry.isDirectory() ? `${folder}/${entry.name}` : [],
      ),
    )
    const rows = readFileSync('README.md', 'utf8').matchAll(/^\| `([\w/-]+)` \|/gm)
    expect([...rows].map(([, folder]) => folder).sort()).toEqual([...inRepository, 'docs', 'test'].sort())
  })

  test('test/README.md names every folder of tests and every project of Vitest', () => {
    const readme = readFileSync('test/README.md', 'utf8')
    const folders = readdirSync('test', { withFileTypes: true }).flatMap(entry =>
      entry.isDirectory() && entry.name !== 'node_modules' ? entry.name : [],
    )
    expect([...readme.matchAll(/^\| `([\w-]+)` \|/gm)].map(([, folder]) => folder).sort()).toEqual(folders.sort())
    const projects = vitestConfig.test?.projects?.flatMap(project =>
      typeof project === 'object' && 'test' in project ? [String(project.test?.name)] : [],
    )
    expect(projects?.length).toBeGreaterThan(10)
    for (const project of projects ?? []) expect(readme).toContain(`\`${project}\``)
  })
})
