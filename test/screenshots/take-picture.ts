import { writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { CDPSession, Page } from 'playwright-core'
import { expect } from 'vitest'
import { goTo, type Shot } from '../browser/page-list.ts'

export const folder = fileURLToPath(new URL('../../docs/screenshots', import.meta.url))

const sizes = { desktop: { width: 1280, height: 800 }, mobile: { width: 390, height: 844 } } as const
const paper = { width: 794, height: 1123 }
const schemes = ['light', 'dark'] as const

/** A page in one of its states. */
export type Scene = Omit<Shot, 'as'> & {
  /** Undoes what `open` changed of the browser. */
  close?: (page: Page) => Promise<unknown>
  /** `screen` cuts the picture there, since what lies above a page is only as high; `paper` shows the page as printed. */
  shownOn?: 'screen' | 'paper'
  /** A component that shows that something loads is part of the page. */
  showsLoading?: boolean
}

type Picture = { name: string; viewport: { width: number; height: number }; colorScheme: (typeof schemes)[number] }

/** Long pages are cut, so that the index stays readable. */
const mostHeight = 1600

/** What a page is shown in: one sheet of paper, or both sizes of screen in both color schemes. */
export function picturesOf({ name, shownOn }: Scene): Picture[] {
  if (shownOn === 'paper') return [{ name: `${name}-paper`, viewport: paper, colorScheme: 'light' }]
  return Object.entries(sizes).flatMap(([size, viewport]) =>
    schemes.map(colorScheme => ({ name: `${name}-${size}-${colorScheme}`, viewport, colorScheme })),
  )
}

export async function takePictures(page: Page, scene: Scene): Promise<void> {
  const bySize = Map.groupBy(picturesOf(scene), ({ viewport }) => viewport)
  for (const [viewport, pictures] of bySize) {
    await page.setViewportSize(viewport)
    await page.emulateMedia({ reducedMotion: 'reduce' })
    await (scene.open ?? (each => goTo(each, scene.route)))(page)
    await page.getByRole('heading', { level: 1 }).first().waitFor()
    await page.waitForLoadState('networkidle')
    await page.mouse.move(0, 0)
    const media = scene.shownOn === 'paper' ? 'print' : 'screen'
    for (const { name, colorScheme } of pictures) {
      await page.emulateMedia({ media, colorScheme })
      if (!scene.showsLoading) await expect.poll(() => page.evaluate(isLoading)).toBe(false)
      await take(page, scene.shownOn === 'screen' ? undefined : mostHeight, name)
    }
    await page.emulateMedia({ media: 'screen' })
    await scene.close?.(page)
  }
}

/** A chart is drawn by a script of its own, and again when the width of its place has changed. */
const isLoading = `document.querySelector('main [class*=animate-pulse]') !== null ||
  [...document.querySelectorAll('.h-56')].some(place =>
    place.querySelector('svg:has(rect)')?.getBoundingClientRect().width !== place.getBoundingClientRect().width)`

/** Kept for the life of a page: detaching a session would also end what it emulates, such as being offline. */
const sessions = new WeakMap<Page, Promise<CDPSession>>()

/** As WebP, which Playwright itself does not write. */
async function take(page: Page, most: number | undefined, name: string): Promise<void> {
  // The new colors are on the screen after the frame that follows.
  await page.evaluate('new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))')
  const session = sessions.get(page) ?? page.context().newCDPSession(page)
  sessions.set(page, session)
  const cdp = await session
  await cdp.send('Emulation.setScrollbarsHidden', { hidden: true })
  const { data } = await cdp.send('Page.captureScreenshot', { ...format, ...(most && (await wholePage(page, most))) })
  await writeFile(`${folder}/${name}.webp`, data, 'base64')
}

const format = { format: 'webp', quality: 60 } as const

async function wholePage(page: Page, most: number) {
  await page.evaluate('scrollTo(0, 0)')
  const height = Math.min(Number(await page.evaluate('document.documentElement.scrollHeight')), most)
  const clip = { x: 0, y: 0, width: page.viewportSize()?.width ?? 0, height, scale: 1 }
  return { captureBeyondViewport: true, clip }
}
