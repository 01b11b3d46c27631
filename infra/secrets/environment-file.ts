/**
 * What deployment/places.conf of an edge includes: where browsers find this deployment, and the environment whose
 * origins it allows. Nginx looks for the second file beside nginx.conf.
 *
 * @throws Error when one of them would mean anything else to Nginx
 */
export function environmentFile({ publicOrigin, environment }: { publicOrigin: string; environment: string }): string {
  // Lower case, without a path: the form in which browsers send it (RFC 6454 section 6.2).
  if (!/^https:\/\/[a-z0-9.-]+(?::\d+)?$/.test(publicOrigin)) throw new Error(`not an https origin: ${publicOrigin}`)
  if (!/^[a-z]+$/.test(environment)) throw new Error(`not the name of an environment: ${environment}`)
  return `map "" $public_origin { default ${publicOrigin}; }\ninclude nginx/origins/${environment}.conf;\n`
}
