import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)

export const hostFolder = fileURLToPath(new URL('../../infra/host', import.meta.url))
export const role = join(hostFolder, 'roles/palisade_host')

/** Variables that no inventory of the repository has. */
export const someAdministrators = {
  palisade_host_administrators: [
    {
      name: 'ada',
      keys: ['ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFrVPu0jm6HvNbpd9ZoJPxhjQpAqzUkYLHPOF0r2TgpA ada'],
      second_factor: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ',
    },
  ],
}

/**
 * Renders templates of the role by Ansible, as the role does on each host.
 * @param inventory - a name in infra/host/inventories
 * @param templates - names in the role's folder of templates, without `.j2`
 * @param variables - replace those of the inventory and of the role
 * @returns the text of each template by its name, by host
 */
export async function renderRole(
  inventory: string,
  templates: readonly string[],
  variables: object = {},
): Promise<Record<string, Record<string, string>>> {
  const folder = await mkdtemp(join(tmpdir(), 'palisade-role-'))
  const output = join(folder, 'rendered.json')
  const paths = templates.map(name => join(role, 'templates', `${name}.j2`))
  try {
    await run(
      'ansible-playbook',
      [
        `--inventory=${join(hostFolder, 'inventories', `${inventory}.yaml`)}`,
        `--extra-vars=${JSON.stringify({ ...someAdministrators, ...variables, templates: paths, output })}`,
        fileURLToPath(new URL('render.yaml', import.meta.url)),
      ],
      {
        // Debian's Ansible wants a UTF-8 locale, and writes its temporary files below the home folder.
        env: {
          PATH: process.env['PATH'],
          LC_ALL: 'C.UTF-8',
          HOME: folder,
          ANSIBLE_ROLES_PATH: join(hostFolder, 'roles'),
        },
      },
    )
    const byHost = JSON.parse(await readFile(output, 'utf8')) as Record<string, Record<string, string>>
    const withoutPaths = (files: Record<string, string>) =>
      Object.fromEntries(templates.map((name, index) => [name, files[paths[index] ?? ''] ?? '']))
    return Object.fromEntries(Object.entries(byHost).map(([host, files]) => [host, withoutPaths(files)]))
  } finally {
    await rm(folder, { recursive: true })
  }
}
