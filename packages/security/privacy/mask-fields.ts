export const MASK = '[masked]'

// Deeper than any body that strict JSON lets in. It ends the walk through arrays that hold themselves.
const MAX_DEPTH = 64

type Branch = { masked: boolean; readonly children: Map<string, Branch> }

/**
 * Compiles paths of sensitive fields into a function that copies plain data for the log, with those fields masked.
 * A path is a list of names with dots; `*` stands for any name; arrays need no name, so that `cards.number` masks the
 * number of each card. A masked object is masked as a whole: its size and its names are nobody's business either.
 */
export function maskFields(paths: readonly string[]): (value: unknown) => unknown {
  const root = createBranch()
  for (const path of paths) {
    let branch = root
    for (const name of path.split('.')) {
      const child = branch.children.get(name) ?? createBranch()
      branch.children.set(name, child)
      branch = child
    }
    branch.masked = true
  }
  return value => masked(value, [root], 0)
}

/**
 * The paths of all fields that a JSON Schema declares sensitive with `"x-sensitive": true`, for {@link maskFields}.
 * References (`$ref`) are not followed.
 */
export function sensitivePaths(schema: object): string[] {
  return [...new Set(pathsBelow(schema, []))]
}

function createBranch(): Branch {
  return { masked: false, children: new Map() }
}

function masked(value: unknown, branches: readonly Branch[], depth: number): unknown {
  if (branches.length === 0 || typeof value !== 'object' || value === null) return value
  if (depth > MAX_DEPTH) return MASK
  if (Array.isArray(value)) return value.map(element => masked(element, branches, depth + 1))
  const copied = Object.entries(value).map(([name, member]) => {
    const next = branches.flatMap(({ children }) => [children.get(name) ?? [], children.get('*') ?? []].flat())
    return [name, next.some(branch => branch.masked) ? MASK : masked(member, next, depth + 1)]
  })
  // fromEntries defines properties. An assignment would call the setter of `__proto__`.
  return Object.fromEntries(copied)
}

function pathsBelow(schema: unknown, path: readonly string[]): string[] {
  if (typeof schema !== 'object' || schema === null) return []
  const {
    properties = {},
    additionalProperties,
    items,
    anyOf,
    oneOf,
    allOf,
    ...rest
  } = schema as Record<string, unknown>
  if (rest['x-sensitive'] === true) return [path.join('.')]
  return [
    ...Object.entries(properties as object).flatMap(([name, member]) => pathsBelow(member, [...path, name])),
    ...pathsBelow(additionalProperties, [...path, '*']),
    ...[items, anyOf, oneOf, allOf].flat().flatMap(part => pathsBelow(part, path)),
  ]
}
