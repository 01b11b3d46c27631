import {
  apiKeyFormat,
  clockToleranceMs,
  cookies,
  credentialFormats,
  recoveryCodeFormat,
  totpFormat,
} from './credentials.ts'
import { domainProof } from './domain-proof.ts'
import type { Endpoint } from './endpoint.ts'
import { endpoints } from './endpoints/index.ts'
import { limitClasses, tenantLimits, tenantQuotas } from './limits.ts'
import { pseudonymFormat, requestIdPattern } from './log-ids.ts'
import { passwordAsSent, passwordLength } from './passwords.ts'
import { cookieName, cookiePattern, headerLimits, hostPattern, maxTargetChars } from './request-form.ts'
import { fieldsOf } from './schema.ts'
import { scopes } from './scopes.ts'
import { clientTimeoutMs, refreshRetry, sessionLifetimes, stepUpWithinMs } from './session-lifetimes.ts'
import { maxText } from './value-kind.ts'

/** A number, and the words by which a line of code shows that it is about the same thing, as a regular expression. */
export type StatedNumber = { readonly value: number; readonly about: string }

const requestFields = () =>
  Object.values<Endpoint>(endpoints).flatMap(({ request }) => Object.values(request).flatMap(part => fieldsOf(part)))

/**
 * What no other source file may state: it imports these values, or is generated from them. A test searches for them.
 *
 * - `prefixes` begin a value, or are a whole one.
 * - `patterns` are the insides of regular expressions.
 * - `names` mean something only to this API. Files that know no endpoint, such as the rules of the WAF, do without them.
 */
export function statedOnce() {
  const { type: _, ...proof } = domainProof('https://a', '')
  return {
    prefixes: [
      apiKeyFormat.prefix,
      pseudonymFormat.prefix,
      proof.name.slice(0, -'a'.length),
      proof.value,
      cookieName('refresh_token', { isHttps: true }).slice(0, -'refresh_token'.length),
      ...Object.keys(cookies),
    ],
    patterns: [
      ...Object.values(credentialFormats),
      requestIdPattern,
      hostPattern,
      cookiePattern('refresh_token', { isHttps: true }),
      ...requestFields().flatMap(({ schema }) => schema.pattern?.replace(/^\^|\$$/g, '') ?? []),
    ],
    numbers: [...numbersOfFormats(), ...numbersOfLimits(), ...numbersOfFields()],
    names: [
      ...Object.keys(endpoints),
      ...Object.keys(scopes),
      ...Object.values(endpoints).map(({ path }) => path.replace(/\{.*/, '')),
      ...requestFields().map(({ path }) => path.at(-1) ?? ''),
    ],
  }
}

function numbersOfFormats(): StatedNumber[] {
  return [
    { value: clockToleranceMs, about: 'toleran|skew|leeway' },
    { value: maxTargetChars, about: 'target|uri|url|address' },
    { value: headerLimits.lineBytes, about: 'header' },
    { value: headerLimits.totalBytes, about: 'header' },
    { value: passwordLength.minimum, about: 'password' },
    { value: passwordLength.maximum, about: 'password' },
    { value: passwordAsSent.maxChars, about: 'password' },
    { value: maxText.chars, about: 'text|char' },
    { value: maxText.bytes, about: 'text|byte' },
    { value: totpFormat.digits, about: 'totp|digits|code' },
    { value: recoveryCodeFormat.chars, about: 'recovery' },
    { value: apiKeyFormat.secretChars, about: 'secretChars|api.?key' },
    { value: apiKeyFormat.checksumChars, about: 'checksum' },
    { value: pseudonymFormat.chars, about: 'pseudonym' },
  ]
}

function numbersOfLimits(): StatedNumber[] {
  const times = Object.entries({ ...sessionLifetimes, ...refreshRetry, clientTimeoutMs, stepUpWithinMs })
  const perClass = Object.values(limitClasses).flatMap(({ perIp, perUser }) => [perIp, ...(perUser ? [perUser] : [])])
  const rates = [...perClass, ...Object.values(tenantLimits)]
  return [
    ...times.map(([name, value]) => ({ value, about: name.replace(/Ms$/, '') })),
    ...rates
      .flatMap(({ limit, burst }) => [limit, burst])
      .map(value => ({ value, about: '\\b(?:limit(?!_conn)|burst|rate)' })),
    ...Object.values(tenantQuotas).map(value => ({ value, about: 'quota' })),
  ]
}

/** The bounds of a field, on a line with its name; of a list, of its items too. Short names are parts of other words. */
function numbersOfFields(): StatedNumber[] {
  return requestFields().flatMap(({ schema, path }) => {
    const name = path.findLast(part => part !== '*') ?? ''
    const bounds = name.length < 5 ? [] : [schema.maxLength, schema.maximum, schema.maxItems]
    return bounds.flatMap(value => (value === undefined ? [] : [{ value, about: `${name}(?!_)` }]))
  })
}
