import { createHash } from 'node:crypto'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { explain, help, runCommand } from './commands.ts'
import { createMobileSession, type User } from './mobile-session.ts'
import { createQuestions } from './questions.ts'
import { createSealedFileStorage } from './sealed-file-storage.ts'
import { createSecretToolStorage, hasSecretTool } from './secret-tool-storage.ts'
import type { SecureStorage } from './secure-storage.ts'

const baseUrl = readServer(process.argv[2] ?? 'http://localhost:8080')
const questions = createQuestions()
const session = createMobileSession({ baseUrl, storage: await openStorage() })

try {
  const user = (await session.restore()) ?? (await signIn())
  if (user) await serve(user)
} catch (error) {
  console.error((error as Error).message)
  process.exitCode = 1
} finally {
  questions.close()
}

async function openStorage(): Promise<SecureStorage> {
  if (hasSecretTool(process.env)) return createSecretToolStorage(baseUrl)
  const folder = process.env['XDG_STATE_HOME'] ?? join(homedir(), '.local/state')
  const name = createHash('sha256').update(baseUrl).digest('hex').slice(0, 16)
  const passphrase = (await questions.askSecretly('Passphrase of this device: ')) ?? ''
  return createSealedFileStorage({ file: join(folder, 'palisade-mobile', name), account: baseUrl, passphrase })
}

async function signIn(): Promise<User | undefined> {
  const email = (await questions.ask('Email: ')) ?? ''
  const password = (await questions.askSecretly('Password: ')) ?? ''
  let result = await session.signIn({ email, password })
  if (!result.ok && result.problem.challenge) {
    const code = (await questions.ask('Code of your second factor: ')) ?? ''
    result = await session.answerChallenge(result.problem.challenge, code)
  }
  if (result.ok) return result.user
  throw new Error(explain(result.problem))
}

async function serve(user: User): Promise<void> {
  console.log(`signed in as ${user.email}, ${user.tenant.name}\n\n${help}`)
  for (;;) {
    const line = await questions.ask('> ')
    if (line === undefined || line === 'quit') return
    if (line === 'sign-out') return session.signOut()
    console.log(await runCommand(session, user, line))
  }
}

/** A token must not travel in the clear, except on this machine. */
function readServer(text: string): string {
  const { origin, protocol, hostname } = new URL(text)
  const isHere = ['localhost', '127.0.0.1', '[::1]'].includes(hostname)
  if (protocol !== 'https:' && !isHere) throw new Error(`${origin} is not encrypted: use https`)
  return origin
}
