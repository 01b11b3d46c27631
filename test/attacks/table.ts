import { layers } from './layers.ts'
import type { Outcome } from './launch.ts'
import type { Observed } from './observe.ts'

/** One attack: where it ends with every layer in place, and without each, by the layer's id; null where nothing stops it. */
export type Row = {
  readonly attack: string
  readonly intact: string | null
  readonly without: ReadonlyMap<string, string | null>
}

/** What was observed, with places set right that only the comparison of variants can tell. */
export function toRows({ intact, without }: Observed): Row[] {
  return [...intact].map(([attack, outcome]) => {
    const places = layers.map(({ id }) => [id, placeOf(without.get(id)?.get(attack))] as const)
    return setRight({ attack, intact: outcome.place, without: new Map(places) })
  })
}

function placeOf(outcome: Outcome | undefined): string | null {
  if (!outcome) throw new Error('an attack was not sent in each variant')
  return outcome.place
}

/** What is refused alike without a layer was refused by what is always there; and what harms without it, it had made harmless. */
function setRight(row: Row): Row {
  const { intact, without } = row
  if (intact === 'edge-list' && without.get(intact) === 'nginx') return rename(row, intact, 'nginx')
  if (intact === '65-body' && without.get(intact) === 'handler') return rename(row, intact, 'handler')
  const needed = [...without].filter(([, place]) => place === null).map(([id]) => id)
  const [only] = needed
  const isNamed = intact === null || layers.some(({ id }) => id === intact)
  return isNamed || needed.length !== 1 || !only ? row : rename(row, intact, only)
}

function rename({ attack, intact, without }: Row, from: string, to: string): Row {
  const renamed = (place: string | null) => (place === from ? to : place)
  return {
    attack,
    intact: renamed(intact),
    without: new Map([...without].map(([id, place]) => [id, renamed(place)])),
  }
}

/** The attacks that get through without a layer, and not with it. */
export function lostWith(layer: string, rows: readonly Row[]): string[] {
  return rows
    .filter(({ intact, without }) => intact !== null && without.get(layer) === null)
    .map(({ attack }) => attack)
}
