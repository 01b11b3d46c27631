import { deflateSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import Vips from 'wasm-vips'
import { encodeLogo } from './encode-logo.ts'

let vips: Awaited<ReturnType<typeof Vips>>

beforeAll(async () => {
  vips = await Vips({ dynamicLibraries: [] })
})
afterAll(() => vips.shutdown())

const extensions = { 'image/png': '.png', 'image/jpeg': '.jpg', 'image/webp': '.webp' } as const

/** An image of one color with a comment in its metadata. */
function imageOf(type: keyof typeof extensions, width = 400, height = 100): Buffer {
  const image = vips.Image.black(width, height, { bands: 3 }).linear([1], [200])
  return Buffer.from(image.cast('uchar').copy({ interpretation: 'srgb' }).writeToBuffer(extensions[type]))
}

/** A chunk of a PNG file, without a correct checksum where none is needed. */
function chunk(name: string, data: Buffer): Buffer {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(data.length)
  return Buffer.concat([length, Buffer.from(name, 'latin1'), data, Buffer.alloc(4)])
}

/** A header that promises more pixels than any memory holds, and little data. */
function bomb(): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(60_000, 0)
  header.writeUInt32BE(60_000, 4)
  header.set([8, 6], 8)
  const parts = [
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.alloc(100_000))),
    chunk('IEND', Buffer.alloc(0)),
  ]
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), ...parts])
}

describe('a logo', () => {
  test.each(Object.keys(extensions) as (keyof typeof extensions)[])(
    'of the type %s becomes a small PNG image',
    async type => {
      const logo = await encodeLogo(imageOf(type), type)
      expect(logo?.subarray(1, 4).toString()).toBe('PNG')
      const { width, height } = vips.Image.newFromBuffer(logo ?? Buffer.alloc(0))
      expect([width, height]).toEqual([256, 64])
    },
  )

  test('keeps nothing that was beside the picture', async () => {
    const text = Buffer.from('Comment\0a secret place')
    const image = imageOf('image/png')
    // Before the last chunk, which has 12 bytes.
    const withText = Buffer.concat([
      image.subarray(0, -12),
      chunk('tEXt', text),
      image.subarray(-12),
      Buffer.from('<script>'),
    ])
    const logo = await encodeLogo(withText, 'image/png')
    expect(logo?.includes('secret') || logo?.includes('script')).toBe(false)
  })

  test.each([
    ['SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'image/svg+xml'],
    ['SVG that claims to be PNG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'image/png'],
    ['a beginning without an image', Buffer.from('\x89PNG\r\n\x1a\nrest', 'latin1'), 'image/png'],
    ['GIF', Buffer.from('GIF89a\x01\x00\x01\x00\x80\x00\x00\xff\xff\xff\x00\x00\x00;', 'latin1'), 'image/png'],
  ])('is not made of %s', async (_, bytes, type) => {
    expect(await encodeLogo(bytes, type)).toBeUndefined()
  })

  test('is not made of another type than it says, of a broken file, nor of one with too many pixels', async () => {
    expect(await encodeLogo(imageOf('image/jpeg'), 'image/png')).toBeUndefined()
    expect(await encodeLogo(imageOf('image/png').subarray(0, 50), 'image/png')).toBeUndefined()
    expect(await encodeLogo(imageOf('image/png', 2_049, 10), 'image/png')).toBeUndefined()
    const before = performance.now()
    expect(await encodeLogo(bomb(), 'image/png')).toBeUndefined()
    expect(performance.now() - before).toBeLessThan(10_000)
  })
})
