import axe from 'axe-core'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'

/** What axe-core finds wrong in what is on the screen, by rule and element. */
async function violationsIn(page: Page): Promise<string[]> {
  await page.evaluate(`document.getAnimations().forEach(animation => animation.finish())`)
  await page.evaluate(axe.source)
  const { violations } = (await page.evaluate('axe.run()')) as axe.AxeResults
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`))
}

/** In light and in dark. */
export async function expectNoViolations(page: Page, where: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    expect(await violationsIn(page), `${where}, ${colorScheme}`).toEqual([])
  }
}

/** Also that nothing is wider than the screen (WCAG 2.2, 1.4.10), at 320 and at 1280 px. */
export async function expectAccessible(page: Page, where: string): Promise<void> {
  for (const width of [320, 1280]) {
    await page.setViewportSize({ width, height: 720 })
    await expectNoViolations(page, `${where}, ${width} px`)
    expect(await page.evaluate('document.documentElement.scrollWidth'), `${where}, ${width} px`).toBeLessThanOrEqual(
      width,
    )
  }
}
