import { createOpenApiDocument } from '@palisade/contracts'
import { createConfig, lintFromString } from '@redocly/openapi-core'
import spectralCore, { type RulesetDefinition } from '@stoplight/spectral-core'
import spectralRulesets from '@stoplight/spectral-rulesets'
import { expect, test } from 'vitest'

const source = JSON.stringify(createOpenApiDocument({ version: '1.0.0' }))

/** Findings that the document keeps, with the reason. */
const accepted: { readonly [rule: string]: string } = {
  'info-contact': 'Each deployment has a contact of its own, and a made-up address would mislead.',
  'oas3-operation-security-defined':
    'OpenAPI 3.1 permits scopes for bearer tokens (Security Requirement Object); the rule knows those of OAuth 2.0 alone.',
}

test('[B1] the OpenAPI document passes the recommended rules of Redocly', async () => {
  const config = await createConfig({ extends: ['recommended'] })
  const found = await lintFromString({ source, absoluteRef: '/openapi.json', config })
  expect(found.map(({ ruleId, message, location }) => `${ruleId}: ${message} ${location[0]?.pointer}`)).toEqual([])
})

test('[B1] the OpenAPI document passes the recommended rules of Spectral, except those with a documented reason', async () => {
  const spectral = new spectralCore.Spectral()
  // The types of the two packages disagree on their own rule set.
  spectral.setRuleset({ extends: [[spectralRulesets.oas as RulesetDefinition, 'recommended']] })
  const found = await spectral.run(source)
  const isAccepted = (rule: string | number) => Object.hasOwn(accepted, rule)
  const findings = found.filter(({ code }) => !isAccepted(code))
  expect(findings.map(({ code, message, path }) => `${code}: ${message} ${path.join('/')}`)).toEqual([])
  // A reason that nothing needs any more is removed.
  expect([...new Set(found.map(({ code }) => code).filter(isAccepted))].sort()).toEqual(Object.keys(accepted).sort())
})
