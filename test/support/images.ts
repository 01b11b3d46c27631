import { crc32, deflateSync } from 'node:zlib'

/** A gray PNG image with 8 × 8 pixels of one brightness, from 0 to 255. */
export function grayPng(brightness = 100): Buffer {
  const header = Buffer.from([0, 0, 0, 8, 0, 0, 0, 8, 8, 0, 0, 0, 0])
  // Each row begins with the byte of its filter, 0 for none.
  const row = Buffer.concat([Buffer.alloc(1), Buffer.alloc(8, brightness)])
  const rows = deflateSync(Buffer.concat(Array.from({ length: 8 }, () => row)))
  const chunks = [chunk('IHDR', header), chunk('IDAT', rows), chunk('IEND', Buffer.alloc(0))]
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), ...chunks])
}

function chunk(name: string, data: Buffer): Buffer {
  const [length, checksum, named] = [Buffer.alloc(4), Buffer.alloc(4), Buffer.concat([Buffer.from(name), data])]
  length.writeUInt32BE(data.length)
  checksum.writeUInt32BE(crc32(named))
  return Buffer.concat([length, named, checksum])
}
