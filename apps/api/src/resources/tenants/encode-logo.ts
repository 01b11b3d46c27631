import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { tenantLogo } from '@palisade/contracts'

const startsWith = (signature: string) => (start: string) => start.startsWith(signature)

/** Whether a file is of a type. One of another type, such as SVG or GIF, reaches no decoder. */
const isOfType: Record<(typeof tenantLogo.uploadTypes)[number], (start: string) => boolean> = {
  'image/png': startsWith('\x89PNG\r\n\x1a\n'),
  'image/jpeg': startsWith('\xff\xd8\xff'),
  'image/webp': start => start.startsWith('RIFF') && start.startsWith('WEBPVP8', 8),
}

/** A file of the permitted size takes a tenth of this. */
const timeoutMs = 10_000

/**
 * Makes a logo of an uploaded image: checks what it really is, decodes it, makes it smaller, and encodes it as PNG without
 * anything that was beside the picture. A thread does it, so that it neither holds up other requests nor outlives the time.
 * @returns undefined for a file that is no such image, is too large, or cannot be decoded
 */
export async function encodeLogo(bytes: Buffer, mediaType: string): Promise<Buffer<ArrayBuffer> | undefined> {
  const type = tenantLogo.uploadTypes.find(type => type === mediaType)
  if (!type || !isOfType[type](bytes.subarray(0, 32).toString('latin1'))) return undefined
  const { mostPixels, keptPixels } = tenantLogo
  const thread = new Worker(new URL('logo-thread.ts', import.meta.url), {
    workerData: { bytes: new Uint8Array(bytes), mostPixels, keptPixels },
    resourceLimits: { maxOldGenerationSizeMb: 128 },
    // What the decoders say about a broken file.
    stdout: true,
    stderr: true,
  })
  try {
    const [logo] = (await once(thread, 'message', { signal: AbortSignal.timeout(timeoutMs) })) as [
      Uint8Array | undefined,
    ]
    return logo && Buffer.from(logo)
  } catch {
    return undefined
  } finally {
    await thread.terminate()
  }
}
