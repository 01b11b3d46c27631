import { readFile, writeFile } from 'node:fs/promises'

const file = new URL('./results.md', import.meta.url)

/** Sections that a part of their own writes: they stay when the others are written. */
const ofParts = ['## A member searches as fast as it can']

/** Writes the report of the chain, and keeps the sections of other parts behind it. */
export async function recordReport(report: string): Promise<void> {
  const kept = sectionsOf(await readFile(file, 'utf8')).filter(isOfPart)
  await writeFile(file, [report.trimEnd(), ...kept].join('\n\n').concat('\n'))
}

/** Puts a section in the place of the one with its heading, or at the end. */
export async function recordSection(section: string): Promise<void> {
  const [heading = ''] = section.split('\n', 1)
  const others = sectionsOf(await readFile(file, 'utf8')).filter(other => !other.startsWith(heading))
  await writeFile(file, [...others, section].join('\n\n').concat('\n'))
}

function sectionsOf(report: string): string[] {
  return report.split(/\n+(?=## )/).map(section => section.trimEnd())
}

function isOfPart(section: string): boolean {
  return ofParts.some(heading => section.startsWith(heading))
}
