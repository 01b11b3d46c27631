/** Red, green and blue from 0 to 255. */
type Rgb = readonly [number, number, number]

const white: Rgb = [255, 255, 255]
const black: Rgb = [0, 0, 0]

/** The surfaces of styles.css on which text in the accent is hardest to read: the darkest light one, the lightest dark one. */
export const surfaces = { light: '#edebe2', dark: '#36443c' } as const
/** Text on an accent, and on the brand. */
export const onAccent = { light: '#ffffff', dark: '#0b1a12' } as const
export const onBrand = '#f3f1e7'

/** WCAG 2.2, 1.4.3, with some room for rounding. */
const leastContrast = 4.6

type Shades = { accent: string; strong: string; soft: string; brand: string }

/**
 * Derives the shades of a page from any color, as `#rrggbb`: the color moves towards black or white until text in it, and text
 * on it, can be read.
 */
export function shadesOf(color: string): { light: Shades; dark: Shades } {
  const rgb = parse(color)
  return { light: shadesFor(rgb, 'light'), dark: shadesFor(rgb, 'dark') }
}

function shadesFor(rgb: Rgb, scheme: 'light' | 'dark'): Shades {
  const [away, surface] = scheme === 'light' ? [black, white] : [white, parse('#18201c')]
  const accent = move(rgb, away, shade => contrast(shade, parse(surfaces[scheme])) >= leastContrast)
  const soft = move(mix(rgb, surface, 0.8), surface, shade => contrast(accent, shade) >= leastContrast)
  const brand = move(rgb, black, shade => contrast(shade, parse(onBrand)) >= 7)
  return {
    accent: format(accent),
    strong: format(mix(accent, away, 0.25)),
    soft: format(soft),
    brand: format(brand),
  }
}

/** The first of twenty steps towards `end` that will do. */
function move(from: Rgb, end: Rgb, willDo: (shade: Rgb) => boolean): Rgb {
  const steps = Array.from({ length: 21 }, (_, step) => mix(from, end, step / 20))
  return steps.find(willDo) ?? end
}

function mix(a: Rgb, b: Rgb, share: number): Rgb {
  const part = (index: 0 | 1 | 2) => Math.round(a[index] + (b[index] - a[index]) * share)
  return [part(0), part(1), part(2)]
}

/** The contrast ratio of two colors (WCAG 2.2), from 1 to 21. */
export function contrast(a: Rgb, b: Rgb): number {
  const [lighter = 0, darker = 0] = [luminance(a), luminance(b)].toSorted((x, y) => y - x)
  return (lighter + 0.05) / (darker + 0.05)
}

function luminance([red, green, blue]: Rgb): number {
  const linear = (part: number) => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4)
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
}

export function parse(color: string): Rgb {
  const part = (index: number) => Number.parseInt(color.slice(1 + 2 * index, 3 + 2 * index), 16)
  return [part(0), part(1), part(2)]
}

function format(rgb: Rgb): string {
  return `#${rgb.map(part => part.toString(16).padStart(2, '0')).join('')}`
}
