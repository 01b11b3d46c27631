import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { contrast, onAccent, onBrand, parse, shadesOf, surfaces } from './brand-shades.ts'

const steps = Array.from({ length: 9 }, (_, step) => Math.min(255, step * 32))
const hex = (...parts: number[]) => `#${parts.map(part => part.toString(16).padStart(2, '0')).join('')}`
const colors = steps.flatMap(red => steps.flatMap(green => steps.map(blue => hex(red, green, blue))))

test('the contrast is that of WCAG: 21 between black and white, 1 of a color with itself', () => {
  expect(contrast(parse('#000000'), parse('#ffffff'))).toBeCloseTo(21)
  expect(contrast(parse('#777777'), parse('#ffffff'))).toBeCloseTo(4.48, 2)
  expect(contrast(parse('#123456'), parse('#123456'))).toBe(1)
})

test('[P12] text in each shade, and on it, has a contrast of 4.5 at least in light and dark, whatever the color', () => {
  expect(colors).toHaveLength(729)
  const tooLow: string[] = []
  const check = (what: string, a: string, b: string) => {
    if (contrast(parse(a), parse(b)) < 4.5) tooLow.push(`${what}: ${a} on ${b}`)
  }
  for (const color of colors) {
    const shades = shadesOf(color)
    for (const scheme of ['light', 'dark'] as const) {
      const { accent, strong, soft, brand } = shades[scheme]
      check(`${color} accent`, accent, surfaces[scheme])
      check(`${color} strong`, strong, surfaces[scheme])
      check(`${color} accent on soft`, accent, soft)
      check(`${color} on accent`, onAccent[scheme], accent)
      check(`${color} on strong`, onAccent[scheme], strong)
      check(`${color} on brand`, onBrand, brand)
    }
  }
  expect(tooLow).toEqual([])
})

test('the surfaces are those of the style sheet', () => {
  const css = readFileSync(new URL('../app/styles.css', import.meta.url), 'utf8')
  expect(css).toContain(`--color-sunken: light-dark(${surfaces.light},`)
  expect(css).toMatch(new RegExp(`--color-raised: light-dark\\(#\\w+, ${surfaces.dark}\\)`))
  expect(css).toContain(`--color-on-accent: light-dark(${onAccent.light}, ${onAccent.dark})`)
  expect(css).toContain(`--color-on-brand: ${onBrand}`)
})
