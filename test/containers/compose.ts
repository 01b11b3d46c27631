import { execFileSync, spawnSync } from 'node:child_process'
import { endWithoutPackages } from '../support/native/index.ts'

/** The architectures, as `npm run test:containers` names them in ARCHITECTURE. */
export const architecture = process.env['ARCHITECTURE'] ?? 'multi-tenant-saas'

/** A separate project, so that a deployment of the user is not touched. */
export const project = process.env['COMPOSE_PROJECT_NAME'] ?? 'palisade-test'

/** The plugin of Docker, or the program of before; undefined where there is none. */
const command = [['docker', 'compose'], ['docker-compose']].find(
  ([program = '', ...first]) => spawnSync(program, [...first, 'version'], { stdio: 'ignore' }).status === 0,
)

/** Ends the process with one line where Docker Compose is missing, or no engine answers. */
export function requireCompose(): void {
  if (!command) endWithoutPackages(['docker.io', 'docker-compose'])
  if (spawnSync('docker', ['version'], { stdio: 'ignore' }).status === 0) return
  console.error('no Docker engine answers: start one, or set DOCKER_HOST')
  process.exit(69) // EX_UNAVAILABLE of sysexits.h
}

/** Runs Docker Compose on the architecture's file. */
export function compose(args: readonly string[], show: 'inherit' | 'pipe' = 'inherit'): string {
  const [program = '', ...first] = command ?? []
  const given = [
    '--project-name',
    project,
    '--file',
    `infra/${architecture}/compose.yaml`,
    '--profile',
    'observability',
  ]
  const stdio = ['ignore', show, show === 'pipe' ? 'ignore' : 'inherit'] as const
  return execFileSync(program, [...first, ...given, ...args], { encoding: 'utf8', stdio: [...stdio] }) ?? ''
}

function docker(...args: string[]): string {
  return execFileSync('docker', args, { encoding: 'utf8' })
}

export type Container = {
  readonly service: string
  readonly id: string
  readonly running: boolean
  readonly networks: readonly string[]
  readonly addresses: readonly string[]
  readonly details: {
    readonly HostConfig: {
      readonly ReadonlyRootfs: boolean
      readonly CapDrop: readonly string[] | null
      readonly SecurityOpt: readonly string[] | null
      readonly Memory: number
      readonly NanoCpus: number
      readonly CpuShares: number
      readonly PidsLimit: number | null
      readonly PortBindings: Readonly<Record<string, unknown>> | null
    }
    readonly Mounts: readonly { readonly Destination: string; readonly RW: boolean }[]
  }
}

/** Every container of the project, those that have done their work among them. */
export function containers(): Container[] {
  const ids = docker('ps', '--all', '--quiet', '--filter', `label=com.docker.compose.project=${project}`)
  const found = JSON.parse(docker('inspect', ...ids.trim().split('\n')))
  return found.map((details: Inspected) => ({
    service: details.Config.Labels['com.docker.compose.service'] ?? '',
    id: details.Id,
    running: details.State.Running,
    networks: Object.keys(details.NetworkSettings.Networks),
    addresses: Object.values(details.NetworkSettings.Networks).flatMap(({ IPAddress }) => IPAddress || []),
    details,
  }))
}

/** Docker lets nothing out of such a network, but to the machine itself. */
export function isInternal(network: string): boolean {
  return docker('network', 'inspect', '--format', '{{.Internal}}', network).trim() === 'true'
}

type Inspected = Container['details'] & {
  readonly Id: string
  readonly Config: { readonly Labels: Readonly<Record<string, string>> }
  readonly State: { readonly Running: boolean }
  readonly NetworkSettings: { readonly Networks: Readonly<Record<string, { readonly IPAddress: string }>> }
}
