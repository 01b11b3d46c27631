import { fixedPlaces } from './judge.ts'
import type { Outcome, Outcomes } from './launch.ts'
import { attacks } from './list/index.ts'
import type { Observed } from './observe.ts'

/** One attack: where it ends with every layer in place, and without each, by the layer's id; null where nothing stops it. */
export type Row = {
  readonly attack: string
  readonly intact: string | null
  readonly without: ReadonlyMap<string, string | null>
}

/** What was observed, with places set right that only the comparison of variants can tell. */
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
 * What the same server refuses in the same way without a layer was not refused by that layer, but by what is always
 * there. And where nobody refused, but harm is done without one layer, it is that layer which prevents it.
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

/** The attacks that get through without a layer, and not with it. */
export function lostWith(layer: string, rows: readonly Row[]): string[] {
  return rows
    .filter(({ intact, without }) => intact !== null && without.get(layer) === null)
    .map(({ attack }) => attack)
}
