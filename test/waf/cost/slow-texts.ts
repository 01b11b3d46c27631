import { readFileSync, writeFileSync } from 'node:fs'

const file = new URL('./slow-texts.json', import.meta.url)

export type SlowTexts = Readonly<Record<string, readonly string[]>>

/** Texts that `npm run fuzz:waf` has found to cost most, by the part of a request; the worst first. */
export const slowTexts = JSON.parse(readFileSync(file, 'utf8')) as SlowTexts

export function writeSlowTexts(texts: SlowTexts): void {
  writeFileSync(file, `${JSON.stringify(texts, null, 2)}\n`)
}
