import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { type Environment, environments } from '@palisade/contracts'
import { sealingKeyLength } from '@palisade/security/credentials'
import { type Setting, type SettingName, settings } from './setting-list.ts'
import { databaseUrlFaults, type RedisAddress } from './store-addresses.ts'
import type { TracesTarget } from './tracing/sdk.ts'

export type Env = Readonly<Record<string, string | undefined>>

const logLevels = ['silent', 'error', 'warn', 'info', 'debug'] as const

export type LogLevel = (typeof logLevels)[number]

/** The port for Prometheus. Never a public port. */
export type MetricsAddress = { host: string; port: number }

/** Reads the configuration of this process, or ends it with the mistakes and exit code 78. */
export function readConfigOrExit<T>(readConfig: (env: Env) => T): T {
  try {
    return readConfig(process.env)
  } catch (error) {
    console.error((error as Error).message)
    process.exit(78) // EX_CONFIG of sysexits.h
  }
}

/** Before the names of the settings where the user wrote it: `npm start` passes PALISADE_LOG_LEVEL on as LOG_LEVEL. */
export const settingPrefix = 'PALISADE_'

/** Set for a process whose settings were given with the prefix. Its mistakes name them as the user wrote them. */
export const prefixedSettings = 'PALISADE_PREFIXED_SETTINGS'

const anySetting = new RegExp(`\\b(?:${Object.keys(settings).join('|')})(?=(?:_FILE)?\\b)`, 'g')

function asWritten(env: Env, mistake: string): string {
  const add = (name: string) => (name.startsWith(settingPrefix) ? name : settingPrefix + name)
  return env[prefixedSettings] ? mistake.replace(anySetting, add) : mistake
}

/**
 * Reads settings by their names, with the defaults of setting-list.ts. `NAME_FILE` points to a file that holds the value
 * of `NAME`. Mistakes are collected, so that `check` names all of them at once.
 */
export function createReader(env: Env) {
  const mistakes: string[] = []
  const optional = (name: SettingName) => readValue(env, name, mistakes)
  const text = (name: SettingName): string => {
    const { default: fallback }: Setting = settings[name]
    const value = optional(name) ?? fallback
    if (value === undefined) mistakes.push(`${name} is missing`)
    return value ?? ''
  }
  const list = (name: SettingName) => {
    const { default: fallback = '' }: Setting = settings[name]
    return (optional(name) ?? fallback).split(',').flatMap(item => item.trim() || [])
  }

  const oneOf = <const T extends string>(name: SettingName, allowed: readonly [T, ...T[]]): T => {
    const value = text(name)
    const found = allowed.find(item => item === value)
    if (!found) mistakes.push(`${name} must be one of ${allowed.join(', ')}`)
    return found ?? allowed[0]
  }
  const port = (name: SettingName): number => {
    const value = readDigits(text(name))
    if (!(value <= 65_535)) mistakes.push(`${name} must be a port number`)
    return value
  }

  return {
    optional,
    text,
    list,
    oneOf,
    port,
    environment: (): Environment => oneOf('PALISADE_ENV', environments),
    logLevel: () => oneOf('LOG_LEVEL', logLevels),
    /** Absent if the process serves no metrics. */
    metrics: (): MetricsAddress | undefined => {
      if (!optional('METRICS_PORT')) return undefined
      if (['silent', 'error', 'warn'].includes(text('LOG_LEVEL'))) {
        mistakes.push('METRICS_PORT needs the LOG_LEVEL info or debug: the metrics count lines of the log')
      }
      return { host: text('METRICS_HOST'), port: port('METRICS_PORT') }
    },
    /** Absent if the process sends no traces. */
    traces: (): TracesTarget | undefined => {
      const url = optional('TRACES_URL')
      if (!url) return undefined
      if (!/^https?:$/.test(URL.parse(url)?.protocol ?? '')) mistakes.push('TRACES_URL must be an http or https URL')
      const ratio = Number(text('TRACES_RATIO'))
      if (!(ratio >= 0 && ratio <= 1)) mistakes.push('TRACES_RATIO must be a number from 0 to 1')
      return { url, ratio }
    },
    milliseconds: (name: SettingName): number => {
      const value = readDigits(text(name))
      if (!Number.isSafeInteger(value)) mistakes.push(`${name} must be a whole number of milliseconds`)
      return value
    },
    key: (name: SettingName): Buffer => {
      const value = text(name)
      const bytes = Buffer.from(value, 'base64url')
      if (value && bytes.length !== sealingKeyLength) mistakes.push(`${name} must be 32 random bytes in base64url`)
      return bytes
    },
    origin: (name: SettingName): string => {
      const value = text(name)
      if (value && URL.parse(value)?.origin !== value)
        mistakes.push(`${name} must be an origin, as https://example.org`)
      return value
    },
    addresses: (name: SettingName): string[] => {
      const values = list(name)
      const wrong = values.filter(value => !isIP(value.split('/')[0] ?? ''))
      if (wrong.length) mistakes.push(`${name} must list addresses or networks, not ${wrong.join(', ')}`)
      return values
    },
    databaseUrl: (name: SettingName): string => {
      const value = text(name)
      mistakes.push(...databaseUrlFaults(value).map(fault => `${name} ${fault}`))
      return value
    },
    /** Absent if this process is the only one. */
    redis: (): RedisAddress | undefined => {
      const [url, ca] = [optional('REDIS_URL'), optional('REDIS_CA')]
      if (ca && !url?.startsWith('rediss://')) mistakes.push('REDIS_CA needs a REDIS_URL that begins with rediss://')
      return url ? { url, ca } : undefined
    },
    mistake: (text: string) => void mistakes.push(text),
    /** @throws Error that lists every mistake at once */
    check(): void {
      if (mistakes.length === 0) return
      const named = mistakes.map(mistake => asWritten(env, mistake))
      const listed = named.length === 1 ? ` ${named[0]}` : `\n- ${named.join('\n- ')}`
      throw new Error(`the configuration is not usable:${listed}`)
    },
  }
}

/** Not only `Number`, which also reads 8e3 and 0x50. NaN for anything but digits. */
function readDigits(text: string): number {
  return /^\d+$/.test(text) ? Number(text) : Number.NaN
}

function readValue(env: Env, name: SettingName, mistakes: string[]): string | undefined {
  const file = env[`${name}_FILE`]
  if (!file) return env[name] || undefined
  if (env[name]) mistakes.push(`set ${name} or ${name}_FILE, not both`)
  try {
    return readFileSync(file, 'utf8').trim() || undefined
  } catch {
    mistakes.push(`${name}_FILE points to a file that cannot be read`)
    return ''
  }
}
