import { describe, expect, test } from 'vitest'
import { descriptionOf, signIn, useVisitors } from './browser.ts'
import { openInGerman, signInInGerman } from './german-steps.ts'

const visit = useVisitors()

describe('[P12] the SPA in German', () => {
  test('follows the browser, and shows dates, money and refused fields in German', async () => {
    const { page } = await visit()
    await openInGerman(page, '/sign-in')
    await page.getByRole('heading', { name: 'Anmelden' }).waitFor()
    expect(await page.evaluate('document.documentElement.lang')).toBe('de')
    expect(await page.title()).toBe('Anmelden · Palisade')
    await page.getByRole('button', { name: 'Anmelden' }).click()
    await expect.poll(() => descriptionOf(page.getByRole('textbox', { name: 'E-Mail' }))).toContain('Bitte ausfüllen')

    await signInInGerman(page, { email: 'owner@acme.test' })
    await page.getByRole('link', { name: 'Neue Bestellung' }).click()
    await page.getByLabel('Name des Kunden').fill('Komma & Co')
    await page.getByLabel('E-Mail des Kunden').fill('einkauf@komma.example')
    await page.getByLabel('Artikelnummer').fill('ZELT-1')
    await page.getByLabel('Beschreibung').fill('Zelt')
    await page.getByLabel('Einzelpreis').fill('1.234')
    await page.getByRole('button', { name: 'Bestellung erstellen' }).click()
    await expect
      .poll(() => descriptionOf(page.getByLabel('Einzelpreis')))
      .toContain('Geben Sie einen Preis wie 12,50 ein')
    await page.getByLabel('Einzelpreis').fill('1.234,50')
    await page.getByRole('button', { name: 'Bestellung erstellen' }).click()
    await page.getByRole('heading', { name: /^Bestellung ORD-/ }).waitFor()
    await page.getByText('1.234,50\u00a0€').filter({ visible: true }).first().waitFor()
    await page.getByRole('link', { name: 'Entwurf bearbeiten' }).click()
    await expect.poll(() => page.getByLabel('Einzelpreis').inputValue()).toBe('1234,50')
  })

  test('keeps what is typed when the language changes, and the choice after a reload', async () => {
    const { page } = await visit()
    await signIn(page, 'owner@acme.test')
    await page.getByRole('link', { name: 'New order' }).click()
    await page.getByLabel('Customer name').fill('Typed before')
    await page.getByRole('button', { name: /^Account of/ }).click()
    await page.getByRole('menuitem', { name: 'Deutsch' }).click()
    await page.getByRole('heading', { name: 'Neue Bestellung' }).waitFor()
    expect(await page.getByLabel('Name des Kunden').inputValue()).toBe('Typed before')
    await page.reload()
    await page.getByRole('heading', { name: 'Neue Bestellung' }).waitFor()
    expect(await page.getByLabel('Name des Kunden').inputValue()).toBe('Typed before')
  })

  test('says what the server refuses in German', async () => {
    const { page, allow } = await visit()
    allow(/status of 401/)
    await openInGerman(page, '/sign-in')
    await page.getByRole('textbox', { name: 'E-Mail' }).fill(`niemand-${Date.now()}@acme.test`)
    await page.getByLabel('Passwort').fill('nicht das Passwort')
    await page.getByRole('button', { name: 'Anmelden' }).click()
    await page.getByRole('alert').filter({ hasText: 'Die E-Mail-Adresse oder das Passwort ist falsch' }).waitFor()
  })
})
