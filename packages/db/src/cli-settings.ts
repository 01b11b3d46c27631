import { readFileSync } from 'node:fs'

/**
 * Reads a setting from the environment, or from the file that `NAME_FILE` points to.
 * @throws Error when it is required and in neither
 */
export function readSetting(name: string, options: { required: true }): string
export function readSetting(name: string): string | undefined
export function readSetting(name: string, options?: { required: true }): string | undefined {
  const file = process.env[`${name}_FILE`]
  const value = file ? readFileSync(file, 'utf8').trim() : process.env[name]
  if (!value && options?.required) throw new Error(`set ${name} or ${name}_FILE`)
  return value
}
