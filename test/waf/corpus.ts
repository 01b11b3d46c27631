import { readdir, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'

export type Entry = { readonly file: string; readonly text: string }

/** Control pictures stand for the characters that a line of a file cannot hold: ␊ for a line break, ␀ for a null byte. */
const PICTURES = /[\u2400-\u241f]/g

/** The entries of attacks/ or benign/, one a line, each with the name of its file. A line that begins with `# ` is a comment. */
export async function readCorpus(folder: 'attacks' | 'benign'): Promise<Entry[]> {
  const path = join(import.meta.dirname, folder)
  const files = (await readdir(path)).filter(name => name.endsWith('.txt')).sort()
  const read = async (name: string): Promise<Entry[]> => {
    const lines = (await readFile(join(path, name), 'utf8')).split('\n')
    const texts = lines.filter(line => line !== '' && !line.startsWith('# '))
    return texts.map(text => ({ file: basename(name, '.txt'), text: text.replace(PICTURES, toControl) }))
  }
  return (await Promise.all(files.map(read))).flat()
}

function toControl(picture: string): string {
  return String.fromCharCode(picture.charCodeAt(0) - 0x2400)
}
