import { parentPort, workerData } from 'node:worker_threads'
import Vips from 'wasm-vips'

type Task = { bytes: Uint8Array; mostPixels: number; keptPixels: number }

const { bytes, mostPixels, keptPixels } = workerData as Task
const vips = await Vips({ dynamicLibraries: [] })
parentPort?.postMessage(encode())

/** libvips reads the header first: an image that is too large is never decoded. */
function encode(): Uint8Array | undefined {
  try {
    const { width, height } = vips.Image.newFromBuffer(bytes)
    if (width > mostPixels || height > mostPixels) return undefined
    const options = { height: keptPixels, size: 'down', fail_on: 'error' } as const
    return vips.Image.thumbnailBuffer(bytes, keptPixels, options).writeToBuffer('.png', { keep: 'none' })
  } catch {
    return undefined
  }
}
