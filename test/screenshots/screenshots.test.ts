import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { sendCredentials, useVisitors } from '../browser/browser.ts'
import { goTo, pages, type Shot } from '../browser/page-list.ts'
import { type MailedTokens, pagesOfLinks, pagesOfTenant } from '../browser/prepared-pages.ts'
import { serveComponents } from '../browser/serve-components.ts'
import { type FullTenant, fillTenant } from '../support/full-tenant.ts'
import { call } from '../support/http.ts'
import { readMail, tokenOf } from '../support/mail.ts'
import { runOperators } from '../support/operators.ts'
import { inviteByMail } from '../support/teams.ts'
import { enrol, newPassword, type Session, signUp, strongTokenOf } from '../support/users.ts'
import { operatorPages } from './operator-list.ts'
import { ownerStates, visitorStates } from './state-list.ts'
import { folder, picturesOf, type Scene, takePictures } from './take-picture.ts'

const { password } = inject('target')
const visit = useVisitors()
const email = 'owner@acme.test'
const pagesOf = (as: Shot['as']) => pages.filter(page => page.as === as)
/** In the order of the index. */
const chapters: [title: string, scenes: readonly Scene[]][] = []
let prepared: { tenant: FullTenant; tokens: MailedTokens; componentsAddress: string }
let recoveryCodes: string[]
let stopComponents: () => Promise<void>

beforeAll(async () => {
  await mkdir(folder, { recursive: true })
  for (const name of await readdir(folder)) if (name.endsWith('.webp')) await rm(join(folder, name))
  const components = await serveComponents()
  stopComponents = components.stop
  const json = { email, password, refreshTokenIn: 'body' }
  const { accessToken } = (await call('/api/auth/sign-in', { method: 'POST', json })).json<Session>()
  const { confirmed } = await enrol(accessToken, password)
  recoveryCodes = [...confirmed.recoveryCodes]
  const token = confirmed.session.accessToken
  await runOperators('add', email)
  const globex = await strongTokenOf('owner', 'globex')
  await call('/api/support-access', { method: 'POST', token: globex, json: { forHours: 4 } })
  const tenant = await fillTenant(token, password)
  prepared = { tenant, tokens: await mailLinks(token), componentsAddress: components.address }
})
afterAll(async () => {
  await stopComponents?.()
  await writeFile(join(folder, 'README.md'), writeIndex())
})

test('the pages of a visitor', async () => {
  const { page } = await visitor()
  await takeAll(page, 'Before sign-in', [...pagesOf('visitor'), ...pagesOfLinks(prepared.tokens)])
  await takeAll(page, 'Before sign-in, when something goes wrong', visitorStates)
  const open = () => page.goto(prepared.componentsAddress)
  await takeAll(page, 'For developers', [{ name: 'components', route: '/components', open, showsLoading: true }])
})

test('the pages of an owner', async () => {
  const { page } = await visitor()
  await signIn(page)
  await takeAll(page, 'The pages of a workspace', [...pagesOf('owner'), ...pagesOfTenant(prepared.tenant)])
  const open = () => goTo(page, `/orders/imports/${prepared.tenant.invalidImportId}`)
  const faults = { name: 'import-faults', route: '/orders/imports/$importId', open }
  await takeAll(page, 'States of pages, and what goes wrong', [faults, ...ownerStates])
})

test('the pages of an operator', async () => {
  const { page } = await visitor()
  await signIn(page)
  await goTo(page, '/operator')
  await page.getByRole('textbox', { name: 'Code' }).fill(recoveryCodes.pop() ?? '')
  await page.getByRole('button', { name: 'Open the console' }).click()
  await takeAll(page, 'The operator console', operatorPages)
})

async function visitor() {
  const { page, allow } = await visit()
  // What goes wrong, goes wrong in the console too.
  allow(/./)
  return { page }
}

async function takeAll(page: Page, title: string, scenes: readonly Scene[]): Promise<void> {
  chapters.push([title, scenes])
  for (const scene of scenes) await takePictures(page, scene)
}

async function signIn(page: Page): Promise<void> {
  await page.goto('/sign-in')
  await sendCredentials(page, { email, password })
  await page.getByRole('textbox', { name: 'Code' }).fill(recoveryCodes.pop() ?? '')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('heading', { level: 1, name: 'Orders' }).waitFor()
}

/** The tokens of links that only somebody who is not signed in opens. */
async function mailLinks(token: string): Promise<MailedTokens> {
  const member = 'member@acme.test'
  await call('/api/auth/password-reset', { method: 'POST', json: { email: member } })
  const passwordReset = tokenOf(await readMail(member, 'Set a new password'))
  const other = await signUp({ email: 'owner@initech.test' })
  const newEmail = 'you@initech.test'
  const asOther = { method: 'POST', token: other.accessToken }
  await call('/api/auth/email', { ...asOther, json: { newEmail, password: newPassword } })
  const changeToken = tokenOf(await readMail(newEmail, 'Confirm your new email'))
  const changed = await call('/api/auth/email/completion', { ...asOther, json: { token: changeToken } })
  expect(changed.status, changed.text).toBe(200)
  const emailUndo = tokenOf(await readMail(other.email, 'Your email was changed'))
  const invitation = await inviteByMail(token, 'bob@example.com', 'admin')
  return { passwordReset, emailUndo, invitation }
}

function writeIndex(): string {
  const parts = chapters.map(([title, scenes]) => `## ${title}\n\n${scenes.map(partOf).join('\n\n')}`)
  const about =
    'Every page of the SPA and its main states, with the demo data. `npm run screenshots` writes this folder.'
  return `# Screenshots\n\n${about}\n\n${parts.join('\n\n')}\n`
}

function partOf(scene: Scene): string {
  const pictures = picturesOf(scene).map(
    ({ name, viewport }) => `<img src="${name}.webp" alt="${name}" width="${viewport.width > 600 ? 460 : 140}">`,
  )
  return `### ${scene.name}\n\n\`${scene.route}\`\n\n${pictures.join('\n')}`
}
