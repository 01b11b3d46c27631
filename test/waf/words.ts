import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { crsRulesFolder } from '../support/native/index.ts'

/** What the rules for requests look for, as far as it is written in letters. */
async function wordsOfTheRules(): Promise<string[]> {
  const folder = crsRulesFolder()
  const names = (await readdir(folder)).filter(name =>
    /^REQUEST-9[2-4]|(?:shell|function|powershell).*\.data$/.test(name),
  )
  const texts = await Promise.all(names.map(name => readFile(join(folder, name), 'utf8')))
  const patterns = texts.flatMap((text, index) =>
    names[index]?.endsWith('.data')
      ? text
      : [...text.matchAll(/"!?@(?:rx|pm|within) (.*?)"\s*\\?$/gm)].map(([, own]) => own),
  )
  const words = patterns.flatMap((pattern = '') => {
    const spelled = pattern.replace(/\\[bBsSdDwWnrtx]/g, ' ')
    // One that is written as de(?:lete|sc) is two.
    const grouped = [...spelled.matchAll(/([a-z]*)\(\?:([a-z|]+)\)([a-z]*)/gi)].flatMap(
      ([, before, inner = '', after]) => inner.split('|').map(part => `${before}${part}${after}`),
    )
    return [...(spelled.match(/[A-Za-z]{2,14}/g) ?? []), ...grouped]
  })
  return [...new Set(words.map(word => word.toLowerCase()))].filter(word => /^[a-z]{2,20}$/.test(word)).sort()
}

/** As people may come to write such a word. */
const sentences = [
  (word: string) => `1 ${word}`,
  (word: string) => `10, ${word}`,
  (word: string) => `2: ${word} 1`,
  (word: string) => `1 or ${word}`,
  (word: string) => `1 ${word.toUpperCase()} a`,
  (word: string) => `A ${word} from users`,
  (word: string) => `The ${word}: id`,
  (word: string) => `The ${word}? or ${word}`,
  (word: string) => `It's a ${word} 1`,
  (word: string) => `Its a'${word} b`,
  (word: string) => `A-${word}`,
  (word: string) => `É ${word} é`,
  (word: string) => `“${word} 1”`,
  (word: string) => `1’ ${word} 1`,
  (word: string) => `x’ ${word} x’`,
] as const

/** Each word in three of the sentences. */
export async function sentencesOfTheRules(): Promise<string[]> {
  const words = await wordsOfTheRules()
  return words.flatMap((word, index) =>
    [0, 5, 10].map(step => sentences[(index + step) % sentences.length]?.(word) ?? ''),
  )
}
