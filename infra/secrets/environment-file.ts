type Environment = {
  readonly publicOrigin: string
  readonly environment: string
  /** Of the pseudonyms in the log, in base64url: `subjectHashKey` of packages/security derives it. */
  readonly logHashKey: string
}

/**
 * What server.conf of a server includes: where browsers find this deployment, the environment whose CORS
 * origins it allows, and the key of the pseudonyms in its log. Nginx resolves the path from its folder `nginx`.
 *
 * @throws Error when one of them would mean anything else to Nginx
 */
export function environmentFile({ publicOrigin, environment, logHashKey }: Environment): string {
  // Lower case, without a path: the form in which browsers send it (RFC 6454 section 6.2).
  if (!/^https:\/\/[a-z0-9.-]+(?::\d+)?$/.test(publicOrigin)) throw new Error(`not an https origin: ${publicOrigin}`)
  if (!/^[a-z]+$/.test(environment)) throw new Error(`not the name of an environment: ${environment}`)
  if (!isKey(logHashKey)) throw new Error('not a key of 32 bytes in base64url')
  return [
    `map "" $public_origin { default ${publicOrigin}; }`,
    `map "" $log_hash_key { default ${logHashKey}; }`,
    `include ../generated/origins/${environment}.conf;`,
    '',
  ].join('\n')
}

/** Nginx reads the text, so only one way to write the key is accepted. */
function isKey(text: string): boolean {
  const key = Buffer.from(text, 'base64url')
  return key.length === 32 && key.toString('base64url') === text
}
