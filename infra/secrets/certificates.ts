import {
  type Certificate,
  createAuthority,
  createSelfSignedCertificate,
  type Holder,
  issueCertificate,
} from './certificate.ts'
import { isStillGood, isVouchedFor } from './certificate-age.ts'
import type { Volumes } from './volumes.ts'

/** The certificate at `name`.pem and its key at `name`.key, created again when the present ones cannot stay. */
async function keepCertificate(
  volumes: Volumes,
  name: string,
  canStay: (pem: string) => boolean,
  create: () => Promise<Certificate>,
): Promise<Certificate> {
  const certificatePem = volumes.read(`${name}.pem`)
  const privateKeyPem = volumes.read(`${name}.key`)
  if (certificatePem && privateKeyPem && canStay(certificatePem)) return { certificatePem, privateKeyPem }
  const created = await create()
  volumes.write(`${name}.key`, created.privateKeyPem)
  volumes.write(`${name}.pem`, created.certificatePem)
  return created
}

/** The authority of this deployment. Its key is in a volume that no running service mounts. */
export function keepAuthority(volumes: Volumes, name: string, title: string): Promise<Certificate> {
  return keepCertificate(volumes, name, isStillGood, () => createAuthority(title))
}

export function keepIssued(
  volumes: Volumes,
  name: string,
  authority: Certificate,
  holder: Holder,
): Promise<Certificate> {
  const wanted = { authorityPem: authority.certificatePem, hosts: 'hosts' in holder ? holder.hosts : [] }
  return keepCertificate(
    volumes,
    name,
    pem => isStillGood(pem, wanted),
    () => issueCertificate(authority, holder),
  )
}

/** Self-signed. A real certificate put in its place is kept. */
export function keepPublic(volumes: Volumes, name: string, hosts: readonly string[]): Promise<Certificate> {
  return keepCertificate(
    volumes,
    name,
    pem => isVouchedFor(pem) || isStillGood(pem, { hosts }),
    () => createSelfSignedCertificate(hosts),
  )
}
