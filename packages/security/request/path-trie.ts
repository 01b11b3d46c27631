import { decoded } from './request-target.ts'

type Node<T> = {
  value?: T
  readonly fixed: Map<string, Node<T>>
  readonly parameters: { pattern: RegExp; node: Node<T> }[]
}

/** Finds what is kept under a path template. Fixed segments win over parameters, as in Fastify's own router. */
export type PathTrie<T> = {
  /** The value under this template, made by `create` when it is new. */
  at(template: string, patterns: Readonly<Record<string, string>>, create: () => T): T
  find(path: string): T | undefined
  /** The value under exactly this template, if it has no parameters: such a path needs no further search. */
  findFixed(path: string): T | undefined
}

/**
 * A tree over path segments. Paths without parameters are found in a Map, in one step.
 *
 * Patterns come from declarations, never from a request. They match the whole decoded segment.
 */
export function createPathTrie<T>(): PathTrie<T> {
  const root = createNode<T>()
  const fixedPaths = new Map<string, T>()

  return {
    at(template, patterns, create) {
      let node = root
      for (const segment of template.slice(1).split('/')) node = childFor(node, segment, patterns)
      node.value ??= create()
      if (!template.includes('{')) fixedPaths.set(template, node.value)
      return node.value
    },
    findFixed: path => fixedPaths.get(path),
    find(path) {
      return fixedPaths.get(path) ?? findBelow(root, path.split('/'), 1)
    },
  }
}

function createNode<T>(): Node<T> {
  return { fixed: new Map(), parameters: [] }
}

function childFor<T>(node: Node<T>, segment: string, patterns: Readonly<Record<string, string>>): Node<T> {
  if (!segment.startsWith('{')) {
    const child = node.fixed.get(segment) ?? createNode<T>()
    node.fixed.set(segment, child)
    return child
  }
  const declared = patterns[segment.slice(1, -1)]
  if (declared === undefined) throw new Error(`the parameter ${segment} has no pattern`)
  const pattern = new RegExp(`^(?:${declared})$`, 'u')
  const known = node.parameters.find(parameter => parameter.pattern.source === pattern.source)
  if (known !== undefined) return known.node
  const parameter = { pattern, node: createNode<T>() }
  node.parameters.push(parameter)
  return parameter.node
}

function findBelow<T>(node: Node<T>, segments: readonly string[], index: number): T | undefined {
  const segment = segments[index]
  if (segment === undefined) return node.value
  const fixed = node.fixed.get(segment)
  const found = fixed && findBelow(fixed, segments, index + 1)
  if (found !== undefined || node.parameters.length === 0) return found
  const text = decoded(segment) ?? ''
  for (const { pattern, node: child } of node.parameters) {
    const below = pattern.test(text) ? findBelow(child, segments, index + 1) : undefined
    if (below !== undefined) return below
  }
  return undefined
}
