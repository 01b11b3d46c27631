import type { TestProject } from 'vitest/node'

/** A server that runs already, wherever it is: BASE_URL and DEMO_PASSWORD name it. */
export function setup(project: TestProject): void {
  const { BASE_URL, DEMO_PASSWORD, HAS_EDGE = 'true' } = process.env
  if (!BASE_URL || !DEMO_PASSWORD)
    throw new Error('set BASE_URL and DEMO_PASSWORD (and HAS_EDGE=false without an edge)')
  project.provide('target', {
    baseUrl: new URL(BASE_URL).origin,
    password: DEMO_PASSWORD,
    hasEdge: HAS_EDGE === 'true',
    seesAddresses: false,
  })
}
