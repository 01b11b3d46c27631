import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const web = fileURLToPath(new URL('../../apps/web/src', import.meta.url))

/** Fewer classes are a matter of layout, such as a row with a gap. */
const fewest = 5

/** Each list of classes in a source, in one order. */
function stylesIn(source: string): string[] {
  const lists = [...source.matchAll(/\bclassName=(?:"([^"]*)"|\{`([^`$]*))/g)].map(
    ([, text, start]) => text ?? start ?? '',
  )
  return lists
    .map(list => list.trim().split(/\s+/))
    .filter(list => list.length >= fewest)
    .map(list => list.toSorted().join(' '))
}

test('[P12] no two places of the SPA repeat a look: what is shared is a component', () => {
  const files = globSync('**/*.tsx', { cwd: web }).filter(file => !file.startsWith('gallery/'))
  const places = files.flatMap(file => stylesIn(readFileSync(join(web, file), 'utf8')).map(style => ({ style, file })))
  const repeated = [...Map.groupBy(places, ({ style }) => style).values()].filter(those => those.length > 1)
  expect(files.length).toBeGreaterThan(150)
  expect(places.length).toBeGreaterThan(40)
  expect(repeated).toEqual([])
})

test('the check finds a repeated look whatever the order of its classes', () => {
  const [first, second] = stylesIn('<p className="a b c d e" /><p className={`e d c b a`} />')
  expect(first).toBe('a b c d e')
  expect(second).toBe(first)
})
