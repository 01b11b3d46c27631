import { createText, mutate, type Random } from './mutate.ts'
import { type CountedServer, costOf } from './processor-time.ts'
import type { Shape } from './shapes.ts'

export type Found = { readonly shape: string; readonly text: string; readonly ms: number; readonly status: number }

/** How many of the worst texts are changed further. */
const KEPT = 6

/**
 * Looks for the text that costs most in one part of a request: random ones first, then changes of the worst so far.
 *
 * @param seeds texts to begin with
 * @param tries requests to send
 */
export async function searchWorst(
  server: CountedServer,
  shape: Shape,
  { random, seeds, tries }: { random: Random; seeds: readonly string[]; tries: number },
): Promise<Found> {
  let best: Found[] = []
  const attempt = async (text: string) => {
    const { ms, status } = await costOf(server, shape.write(text))
    best = [...best, { shape: shape.name, text, ms, status }].toSorted((a, b) => b.ms - a.ms).slice(0, KEPT)
  }
  for (const seed of seeds) await attempt(seed.slice(0, shape.most))
  for (let tried = seeds.length; tried < tries; tried += 1) {
    const parent = best[Math.floor(random() * best.length)]
    await attempt(parent && random() < 0.6 ? mutate(random, parent.text, shape.most) : createText(random, shape.most))
  }
  return confirm(server, shape, (best[0] as Found).text)
}

/** What a text costs: the least of a few, for a single figure may hold what else the machine did. */
export async function confirm(server: CountedServer, shape: Shape, text: string): Promise<Found> {
  const costs: Found[] = []
  for (let time = 0; time < 3; time += 1) {
    costs.push({ shape: shape.name, text, ...(await costOf(server, shape.write(text))) })
  }
  return costs.toSorted((a, b) => a.ms - b.ms)[0] as Found
}
