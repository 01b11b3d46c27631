import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'

type Service = {
  environment?: Record<string, string>
  ports?: string[]
  profiles?: string[]
  depends_on?: Record<string, object> | string[]
  labels?: { palisade_log?: string }
}

const architectures = ['single-vps', 'spa-mobile', 'multi-tenant-saas'].map(name => {
  const text = readFileSync(`infra/${name}/compose.yaml`, 'utf8')
  return { name, services: parse(text, { merge: true }).services as Record<string, Service> }
})

/** The services that this one waits for, and those that they wait for. */
function waitsFor(services: Record<string, Service>, name: string): string[] {
  const { depends_on = [] } = services[name] ?? {}
  const direct = Array.isArray(depends_on) ? depends_on : Object.keys(depends_on)
  return direct.flatMap(other => [other, ...waitsFor(services, other)])
}

describe.each(architectures)('the compose file of $name', ({ services }) => {
  test('publishes the edge, by default on loopback, and the mailbox only on loopback', () => {
    const { mailpit, ...others } = services
    // biome-ignore lint/suspicious/noTemplateCurlyInString: Compose reads it
    expect(mailpit?.ports).toEqual(['127.0.0.1:${PALISADE_MAILBOX_PORT:-8025}:8025'])
    for (const [name, { ports = [] }] of Object.entries(others)) {
      expect(ports, name).toHaveLength(name === 'edge' ? 2 : 0)
      // biome-ignore lint/suspicious/noTemplateCurlyInString: Compose reads it
      for (const port of ports) expect(port.startsWith('${PALISADE_BIND:-127.0.0.1}:')).toBe(true)
    }
  })

  test('lets `secrets` refuse what would publish demo users, before any other service starts', () => {
    const { environment } = services['secrets'] ?? {}
    // biome-ignore lint/suspicious/noTemplateCurlyInString: Compose reads it
    expect(environment?.['PALISADE_BIND']).toBe('${PALISADE_BIND:-127.0.0.1}')
    for (const name of Object.keys(services).filter(name => name !== 'secrets')) {
      expect(waitsFor(services, name), name).toContain('secrets')
    }
  })

  test('tells every service in the same way whether this is production', () => {
    for (const name of ['secrets', 'migrate']) expect(services[name]?.environment).toHaveProperty('PALISADE_ENV')
    for (const [name, { environment }] of Object.entries(services)) {
      // biome-ignore lint/suspicious/noTemplateCurlyInString: Compose reads it
      expect(environment?.['PALISADE_ENV'] ?? '${PALISADE_ENV:-staging}', name).toBe('${PALISADE_ENV:-staging}')
    }
  })

  test('[S84] ships the logs of what serves requests, and of nothing else: `migrate` prints passwords', () => {
    const names = Object.keys(services).filter(name => /^(?:edge|origin|api|worker|postgres|redis)(?:-\d)?$/.test(name))
    const shipped = Object.keys(services).filter(name => services[name]?.labels?.palisade_log)
    expect(shipped).toEqual(names)
  })

  test('runs the operator’s commands only by hand', () => {
    expect(services['tenants']?.profiles).toEqual(['operator'])
  })
})
