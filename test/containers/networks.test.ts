import { spawnSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { architecture, type Container, containers, isInternal, project } from './compose.ts'
import { type Layer, layersOf } from './service-layers.ts'

const layers = Object.entries(layersOf[architecture] ?? {})
const all = containers()
const running = all.filter(container => container.running)

/** The containers of the WAFs. */
const wafs = all.filter(({ service }) => /(?:^|-)waf$/.test(service))

const inLayer = ({ services }: Layer) => running.filter(({ service }) => services.includes(service))

const targetsOf = (layer: Layer) =>
  inLayer(layer).flatMap(({ addresses }) => addresses.flatMap(address => layer.ports.map(port => `${address}:${port}`)))

/** Those that take a connection, as seen from inside a container: by address, so that no name has to be known. */
function reachedFrom({ id }: Container, targets: readonly string[]): string[] {
  const script = `for target; do
    timeout 1 bash -c "exec 3<>/dev/tcp/\${target%:*}/\${target#*:}" && echo "$target"
  done 2>/dev/null`
  const { stdout, error } = spawnSync('docker', ['exec', id, 'bash', '-c', script, '-', ...targets], {
    encoding: 'utf8',
  })
  if (error) throw error
  return stdout.trim().split('\n').filter(Boolean)
}

describe('from inside the containers', () => {
  test('every service runs', () => {
    expect(layers.length).toBeGreaterThan(0)
    for (const [name, layer] of layers) expect(inLayer(layer).length, name).toBe(layer.services.length)
  })

  for (const [name, layer] of layers.filter(([, { hasNoShell }]) => !hasNoShell)) {
    for (const container of inLayer(layer)) {
      for (const [targetName, target] of layers.filter(([other]) => other !== name)) {
        if (layer.calls.includes(targetName)) {
          test(`${container.service} reaches ${targetName}`, () => {
            const reached = reachedFrom(container, targetsOf(target))
            for (const { service, addresses } of inLayer(target)) {
              const ofService = reached.filter(found => addresses.some(address => found.startsWith(`${address}:`)))
              expect(ofService, service).not.toEqual([])
            }
          })
        } else {
          test(`${container.service} does not reach ${targetName}`, () => {
            expect(reachedFrom(container, targetsOf(target))).toEqual([])
          })
        }
      }
    }
  }

  test.each(['api', 'worker'])('only Prometheus shares a network with the metrics of %s', name => {
    const network = `${project}_${name}-metrics`
    const members = all.filter(({ networks }) => networks.includes(network)).map(({ service }) => service)
    const expected = layers.find(([layer]) => layer.startsWith(name))?.[1].services ?? []
    expect(members.toSorted()).toEqual([...expected, 'prometheus'].toSorted())
  })

  test('only the edge, the mailbox for trying out, and services that query the public DNS or send alerts can call out', () => {
    for (const { service, networks } of all) {
      const hasWayOut = networks.some(network => network !== 'none' && !isInternal(network))
      expect(hasWayOut, service).toBe(
        ['edge', 'mailpit', 'alertmanager'].includes(service) || service.startsWith('worker'),
      )
    }
  })
})

describe('every WAF', () => {
  test.each(wafs)('$service shares one network with one server, and no other', ({ service, networks }) => {
    const server = service === 'waf' ? 'edge' : service.replace(/-waf$/, '')
    const members = all.filter(other => other.networks.some(network => networks.includes(network)))
    expect(networks).toHaveLength(1)
    expect(members.map(member => member.service).toSorted()).toEqual([server, service].toSorted())
  })

  test.each(wafs)('$service has limits of its own', ({ details }) => {
    const { Memory, NanoCpus, CpuShares } = details.HostConfig
    expect({ Memory, NanoCpus, CpuShares }).toEqual({ Memory: 256 * 2 ** 20, NanoCpus: 1e9, CpuShares: 256 })
  })

  test('writes its audit log, which only waf-log can also change', () => {
    const writers = all.filter(({ details }) =>
      details.Mounts.some(({ Destination, RW }) => Destination.startsWith('/var/log/palisade') && RW),
    )
    expect(writers.map(({ service }) => service).toSorted()).toEqual(
      [...wafs.map(({ service }) => service), 'waf-log'].toSorted(),
    )
  })
})

describe('every container', () => {
  test.each(all)('$service has no capabilities, a read-only file system and limits', ({ service, details }) => {
    const { ReadonlyRootfs, CapDrop, SecurityOpt, Memory, PidsLimit, PortBindings } = details.HostConfig
    expect(ReadonlyRootfs).toBe(true)
    expect(CapDrop).toEqual(['ALL'])
    expect(SecurityOpt).toContain('no-new-privileges:true')
    expect(Memory).toBeGreaterThan(0)
    expect(PidsLimit).toBe(200)
    const published = Object.values(PortBindings ?? {}).flat()
    if (service === 'mailpit') expect(published).toEqual([expect.objectContaining({ HostIp: '127.0.0.1' })])
    else if (service !== 'edge') expect(published).toEqual([])
  })
})
