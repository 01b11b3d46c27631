import { readFileSync } from 'node:fs'

/**
 * Reads a setting of a command from the environment, or from the file that `NAME_FILE` points to. Where it is required
 * and in neither, or the file cannot be read, the process ends with one line.
 */
export function readSetting(name: string, options: { required: true }): string
export function readSetting(name: string): string | undefined
export function readSetting(name: string, options?: { required: true }): string | undefined {
  const file = process.env[`${name}_FILE`]
  const value = file ? readFile(name, file) : process.env[name]
  if (!value && options?.required) endWith(`set ${name} or ${name}_FILE`)
  return value
}

function readFile(name: string, file: string): string {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch {
    return endWith(`${name}_FILE points to a file that cannot be read: ${file}`)
  }
}

function endWith(fault: string): never {
  console.error(fault)
  process.exit(78) // EX_CONFIG of sysexits.h
}
