import { describe, expect, test } from 'vitest'
import { expectAccessible } from './axe.ts'
import { signIn, useVisitors } from './browser.ts'

const visit = useVisitors()

describe('[P12] the navigation', () => {
  test('is a side bar on a wide screen, marks the current page, and leads from page to page', async () => {
    const { page } = await visit()
    await signIn(page, 'owner@acme.test')
    const navigation = page.getByRole('navigation', { name: 'Main' })
    await page.getByRole('button', { name: 'Menu', exact: true }).waitFor({ state: 'hidden' })
    expect(await navigation.locator('[aria-current=page]').allTextContents()).toEqual(['Orders'])
    await navigation.getByRole('link', { name: 'Account', exact: true }).click()
    await page.getByRole('heading', { name: 'Account', level: 1 }).waitFor()
    expect(await navigation.locator('[aria-current=page]').allTextContents()).toEqual(['Account'])
    await expect.poll(() => page.evaluate('document.activeElement?.tagName')).toBe('H1')
  })

  test('opens by keyboard on a screen of 320 px, closes with Escape, and closes when it has led to a page', async () => {
    const { page } = await visit()
    await signIn(page, 'owner@acme.test')
    await page.setViewportSize({ width: 320, height: 640 })
    const menu = page.getByRole('button', { name: 'Menu', exact: true })
    const navigation = page.getByRole('navigation', { name: 'Main' })
    await navigation.waitFor({ state: 'hidden' })
    await menu.focus()
    await page.keyboard.press('Enter')
    await navigation.waitFor()
    expect(await menu.getAttribute('aria-expanded')).toBe('true')
    await expectAccessible(page, 'the open navigation')
    await page.setViewportSize({ width: 320, height: 640 })
    await page.keyboard.press('Escape')
    await navigation.waitFor({ state: 'hidden' })
    await expect.poll(() => page.evaluate('document.activeElement?.textContent')).toBe('Menu')

    await page.keyboard.press('Enter')
    await page.keyboard.press('Tab')
    expect(await page.evaluate('document.activeElement?.textContent')).toBe('Orders')
    await navigation.getByRole('link', { name: 'Account', exact: true }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Account', level: 1 }).waitFor()
    await navigation.waitFor({ state: 'hidden' })
  })
})
