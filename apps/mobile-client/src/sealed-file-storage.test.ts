import { chmod, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createSealedFileStorage } from './sealed-file-storage.ts'

const account = 'https://api.example.org'
const passphrase = 'a passphrase for tests'
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'palisade-mobile-'))
})

afterAll(() => rm(folder, { recursive: true }))

test('[S18] a stored token is read back, and its file is encrypted and private', async () => {
  const file = join(folder, 'kept', 'session')
  const storage = createSealedFileStorage({ file, account, passphrase })
  expect(await storage.load()).toBeUndefined()
  await storage.save('a refresh token')
  await storage.save('the next refresh token')
  expect(await storage.load()).toBe('the next refresh token')
  expect(await readFile(file, 'utf8')).not.toContain('refresh')
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  expect(await readdir(join(folder, 'kept'))).toEqual(['session'])

  await storage.clear()
  expect(await storage.load()).toBeUndefined()
})

test('[S18] a wrong passphrase, another account, and a file that others can read are refused', async () => {
  const file = join(folder, 'session')
  const storage = createSealedFileStorage({ file, account, passphrase })
  await storage.save('a refresh token')
  const foreign = [
    { file, account, passphrase: 'another passphrase' },
    { file, account: 'https://evil.example.org', passphrase },
  ]
  for (const options of foreign) await expect(createSealedFileStorage(options).load()).rejects.toThrow('does not open')
  await chmod(file, 0o644)
  await expect(storage.load()).rejects.toThrow('others can read')
  expect(() => createSealedFileStorage({ file, account, passphrase: 'short' })).toThrow('at least 8 characters')
})
