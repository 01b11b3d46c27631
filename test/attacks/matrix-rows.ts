import { fixedPlaces } from './judge.ts'
import type { Outcome, Outcomes } from './launch.ts'
import { attacks } from './list/index.ts'
import type { Observed } from './observe.ts'

/** One attack: the layer that stops it with all layers in place, and with each layer removed; null when it succeeds. */
export type Row = {
  readonly attack: string
  readonly intact: string | null
  readonly without: ReadonlyMap<string, string | null>
}

/** The observed results, corrected where only a comparison of the variants shows which layer refused. */
export function toRows({ intact, without }: Observed): Row[] {
  return Object.values(attacks).flatMap(group =>
    group.map(({ name: attack }) => {
      const whole = outcomeOf(attack, intact)
      const outcomes = new Map([...without].map(([layer, found]) => [layer, outcomeOf(attack, found)]))
      const is = actualPlace(whole, outcomes)
      const rename = (place: string | null) => (place === whole.place ? is : place)
      const places = [...outcomes].map(([layer, { place }]) => [layer, rename(place)] as const)
      return { attack, intact: is, without: new Map(places) }
    }),
  )
}

function outcomeOf(attack: string, outcomes: Outcomes | undefined): Outcome {
  const outcome = outcomes?.get(attack)
  if (!outcome) throw new Error(`the attack was not sent in each variant: ${attack}`)
  return outcome
}

/**
 * If a server refuses in the same way without a layer, the server itself refuses, and not that layer. If no layer refuses, but
 * the attack succeeds without one, that layer prevents the harm.
 */
function actualPlace(whole: Outcome, without: ReadonlyMap<string, Outcome>): string | null {
  const { place } = whole
  if (place === null) return null
  const instead = without.get(place)
  if (instead?.place && instead.place in fixedPlaces && isAlike(instead, whole)) return instead.place
  const [only, ...others] = [...without].filter(([, outcome]) => outcome.place === null)
  return place in fixedPlaces && only && others.length === 0 ? only[0] : place
}

function isAlike(one: Outcome, other: Outcome): boolean {
  return one.code === other.code && one.loggedBy.join() === other.loggedBy.join()
}

/** The attacks that succeed only without the layer. */
export function lostWith(layer: string, rows: readonly Row[]): string[] {
  return rows
    .filter(({ intact, without }) => intact !== null && without.get(layer) === null)
    .map(({ attack }) => attack)
}
