import { createHash } from 'node:crypto'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { readCommandLine, refuseCommandLine } from '@palisade/service/command-line'
import { help, runCommand } from './commands.ts'
import { describeFailure, explain } from './failures.ts'
import { createMobileSession, type MobileSession, type User } from './mobile-session.ts'
import { createQuestions } from './questions.ts'
import { createSealedFileStorage } from './sealed-file-storage.ts'
import { createSecretToolStorage, hasSecretTool } from './secret-tool-storage.ts'
import type { SecureStorage } from './secure-storage.ts'

const usage = 'npm run mobile -- [URL of the API, http://localhost:8080]'
const baseUrl = readServer(
  readCommandLine({
    usage,
    help: `Commands, one a line:\n${help}

Without a terminal, the commands come from standard input, and the answers to questions from MOBILE_EMAIL,
MOBILE_PASSWORD, MOBILE_CODE (of the second factor) and MOBILE_PASSPHRASE (of the session that this device keeps).`,
    names: 'any',
  }).names,
)
const questions = createQuestions(process.env)

try {
  const session = createMobileSession({ baseUrl, storage: await openStorage() })
  await serve(session, (await session.restore()) ?? (await signIn(session)))
} catch (error) {
  console.error(describeFailure(error, baseUrl))
  process.exitCode = 1
} finally {
  questions.close()
}

async function openStorage(): Promise<SecureStorage> {
  if (hasSecretTool(process.env)) return createSecretToolStorage(baseUrl)
  const folder = process.env['XDG_STATE_HOME'] ?? join(homedir(), '.local/state')
  const name = createHash('sha256').update(baseUrl).digest('hex').slice(0, 16)
  const passphrase = await questions.askSecretly('Passphrase of this device', 'MOBILE_PASSPHRASE')
  return createSealedFileStorage({ file: join(folder, 'palisade-mobile', name), account: baseUrl, passphrase })
}

async function signIn(session: MobileSession): Promise<User> {
  const email = await questions.ask('Email', 'MOBILE_EMAIL')
  const password = await questions.askSecretly('Password', 'MOBILE_PASSWORD')
  let result = await session.signIn({ email, password })
  if (!result.ok && result.problem.challenge) {
    const code = await questions.ask('Code of your second factor', 'MOBILE_CODE')
    result = await session.answerChallenge(result.problem.challenge, code)
  }
  if (result.ok) return result.user
  throw new Error(explain(result.problem))
}

async function serve(session: MobileSession, user: User): Promise<void> {
  console.log(`signed in as ${user.email}, ${user.tenant.name}\n\n${help}`)
  for (;;) {
    const line = await questions.nextCommand()
    if (line === undefined || line === 'quit') return
    if (line === 'sign-out') return session.signOut()
    console.log(await runCommand(session, user, line).catch(error => describeFailure(error, baseUrl)))
  }
}

/** A token must not travel in the clear, except on this machine. */
function readServer([text = 'http://localhost:8080', ...rest]: string[]): string {
  if (rest.length > 0) return refuseCommandLine(`unknown: ${rest.join(' ')}`, usage)
  const url = URL.parse(text)
  if (!url || !/^https?:$/.test(url.protocol)) {
    return refuseCommandLine(`${text} is not a URL such as https://api.example.org`, usage)
  }
  const isHere = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname)
  if (url.protocol === 'https:' || isHere) return url.origin
  return refuseCommandLine(`${url.origin} is not encrypted: write https`, usage)
}
