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
import { mostExported } from './endpoints/audit-log.ts'
import { endpoints } from './endpoints/index.ts'
import { mostImportedRows, mostImportFaults } from './endpoints/order-imports.ts'
import { tenantDeletion } from './endpoints/tenant-deletion.ts'
import { tenantExport } from './endpoints/tenant-export.ts'
import {
  clientTokenLimit,
  invitationLimits,
  limitClasses,
  mailLimits,
  secondFactorFailureLimits,
  serviceAccountLimits,
  signInFailureLimits,
  tenantCreationLimit,
  tenantLimits,
  tenantMaxima,
  tenantQuotas,
} from './limits.ts'
import { invitationLink, mailedLinks } from './link-pages.ts'
import { pseudonymFormat, requestIdPattern } from './log-ids.ts'
import { passwordAsSent, passwordLength } from './passwords.ts'
import { cookieName, cookiePattern, headerLimits, hostPattern, maxTargetChars, originPattern } from './request-form.ts'
import { fieldsOf } from './schema.ts'
import { scopes } from './scopes.ts'
import { clientTimeoutMs, refreshRetry, sessionLifetimes, stepUpWithinMs } from './session-lifetimes.ts'
import { maxText } from './value-kind.ts'

/** A number, and a regular expression for the words that show that a line of code means the same number. */
export type StatedNumber = { readonly value: number; readonly about: string }

const fieldsOfRequests = (declared: readonly Endpoint[]) =>
  declared.flatMap(({ request }) => Object.values(request).flatMap(part => fieldsOf(part)))

const requestFields = () => fieldsOfRequests(Object.values<Endpoint>(endpoints))

/**
 * Values that no other source file may repeat: it imports them, or is generated from them. A test searches for them.
 *
 * - `prefixes` begin a value, or are a whole one.
 * - `patterns` are the insides of regular expressions.
 * - `names` have a meaning only in this API. Files that must know no endpoint, such as the rules of the WAF, do not contain them.
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
      originPattern,
      cookiePattern('refresh_token', { isHttps: true }),
      ...requestFields().flatMap(({ schema }) => schema.pattern?.replace(/^\^|\$$/g, '') ?? []),
    ],
    numbers: [...numbersOfFormats(), ...numbersOfLimits(), ...numbersOfTenants(), ...numbersOfFields()],
    names: [
      ...Object.keys(endpoints),
      ...Object.keys(scopes),
      ...Object.values(endpoints).map(({ path }) => path.replace(/\{.*/, '')),
      // Those of OAuth are named by its RFCs, which packages/security knows as well.
      ...fieldsOfRequests(Object.values<Endpoint>(endpoints).filter(({ oauth }) => !oauth)).map(
        ({ path }) => path.at(-1) ?? '',
      ),
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
  const rates = [...perClass, ...Object.values(tenantLimits), ...Object.values(serviceAccountLimits)]
  return [
    ...times.map(([name, value]) => ({ value, about: name.replace(/Ms$/, '') })),
    ...rates
      .flatMap(({ limit, burst }) => [limit, burst])
      .map(value => ({ value, about: '\\b(?:limit(?!_conn)|burst|rate)' })),
    ...Object.values(tenantQuotas).map(value => ({ value, about: 'quota' })),
    ...rareLimits().map(([about, { limit }]) => ({
      value: limit,
      about: `(?:${about}).*\\blimit|\\blimit.*(?:${about})`,
    })),
    ...Object.values(tenantMaxima)
      .flatMap(most => Object.entries(most))
      .map(([what, value]) => ({ value, about: `most.*${what.slice(0, -1)}|max.*${what.slice(0, -1)}` })),
  ]
}

/** Limits on something rarer than requests, by a word for it. */
function rareLimits(): (readonly [about: string, limit: { readonly limit: number }])[] {
  const named = {
    mail: mailLimits,
    invit: invitationLimits,
    'sign.?in': signInFailureLimits,
    code: secondFactorFailureLimits,
  }
  return [
    ...Object.entries(named).flatMap(([about, limits]) => Object.values(limits).map(limit => [about, limit] as const)),
    ['tenant.?creation', tenantCreationLimit],
    ['client.?token', clientTokenLimit],
  ]
}

function numbersOfTenants(): StatedNumber[] {
  const links = [...Object.values(mailedLinks), invitationLink].map(({ lifetimeMs }) => lifetimeMs)
  return [
    ...links.map(value => ({ value, about: 'link|invit' })),
    { value: tenantDeletion.waitMs, about: 'delet|eras' },
    { value: tenantDeletion.slugReservedMs, about: 'slug' },
    { value: tenantExport.mostBytes, about: 'export' },
    { value: tenantExport.keptMs, about: 'export' },
    { value: mostImportedRows, about: 'row|line' },
    { value: mostImportFaults, about: 'fault' },
    { value: mostExported, about: 'entr|exported' },
  ]
}

/** The bounds of fields, searched on lines with the name of the field. Short names are skipped: they are parts of other words. */
function numbersOfFields(): StatedNumber[] {
  return requestFields().flatMap(({ schema, path }) => {
    const name = path.findLast(part => part !== '*') ?? ''
    const bounds = name.length < 5 ? [] : [schema.maxLength, schema.maximum, schema.maxItems]
    return bounds.flatMap(value => (value === undefined ? [] : [{ value, about: `${name}(?!_)` }]))
  })
}
