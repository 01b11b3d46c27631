import type { Place } from './places.ts'

/** Where users write what is in the files of benign/, by how the names of the files begin. */
const written: Readonly<Record<string, readonly string[]>> = {
  names: ['orders.create body customerName', 'auth.complete-sign-up body name', 'orders.search query q'],
  companies: ['orders.create body customerName', 'auth.complete-sign-up body tenant.name'],
  addresses: ['orders.create body note'],
  products: ['orders.create body lines.0.description', 'orders.search query q'],
  searches: ['orders.search query q'],
  notes: ['orders.create body note'],
  'code-in-notes': ['orders.create body note'],
  'markdown-in-notes': ['orders.change body note'],
  'json-in-notes': ['orders.change body note'],
  emails: ['orders.create body customerEmail', 'auth.sign-in body email'],
  'user-agents': ['orders.list header user-agent'],
  origins: ['tenant.add-origin body origin', 'orders.list header origin'],
  'key-names': ['api-keys.create body name'],
}

/** @throws Error when nobody has said where the texts of a file are written */
export function benignPlaces(file: string, places: readonly Place[]): Place[] {
  const names = written[file] ?? written[file.split('-')[0] ?? '']
  if (!names) throw new Error(`test/waf/benign-places.ts does not say where ${file}.txt is written`)
  return names.map(name => {
    const place = places.find(candidate => `${candidate.endpoint} ${candidate.name}` === name)
    if (!place) throw new Error(`no declared request has the place ${name}`)
    return place
  })
}
