import { dlopen, getRawPointer } from 'node:ffi'
import { KeyError } from '../key-error.ts'

/** A logged-in session with one token of a PKCS#11 device: the few calls that a signer needs. */
export type Pkcs11Session = {
  /** Finds the one object of this class and label. @throws {KeyError} `unknown-key` for none or several */
  find(objectClass: bigint, label: string): bigint
  /** Reads one attribute of an object. */
  attribute(object: bigint, type: bigint): Buffer
  sign(mechanism: bigint, key: bigint, data: Uint8Array): Buffer
  close(): void
}

export type Pkcs11Options = {
  /** The device's library, such as `/usr/lib/softhsm/libsofthsm2.so`. */
  readonly modulePath: string
  readonly tokenLabel: string
  readonly pin: string
}

/* The names and numbers are those of PKCS#11 v3.1, pkcs11t.h. */
export const CKO_PUBLIC_KEY = 2n
export const CKO_PRIVATE_KEY = 3n
const CKA_CLASS = 0x00n
const CKA_LABEL = 0x03n
export const CKA_SENSITIVE = 0x103n
export const CKA_EXTRACTABLE = 0x162n
export const CKA_EC_POINT = 0x181n
const CKF_SERIAL_SESSION = 4n
const CKU_USER = 1n
const CKR_OK = 0n
const CKR_USER_ALREADY_LOGGED_IN = 0x100n
const CKR_CRYPTOKI_ALREADY_INITIALIZED = 0x191n

const number = 'uint64'
const bytes = 'buffer'
const pointer = 'pointer'
const functions = {
  C_Initialize: { return: number, arguments: [pointer] },
  C_GetSlotList: { return: number, arguments: ['uint8', bytes, bytes] },
  C_GetTokenInfo: { return: number, arguments: [number, bytes] },
  C_OpenSession: { return: number, arguments: [number, number, pointer, pointer, bytes] },
  C_CloseSession: { return: number, arguments: [number] },
  C_Login: { return: number, arguments: [number, number, bytes, number] },
  C_FindObjectsInit: { return: number, arguments: [number, bytes, number] },
  C_FindObjects: { return: number, arguments: [number, bytes, number, bytes] },
  C_FindObjectsFinal: { return: number, arguments: [number] },
  C_GetAttributeValue: { return: number, arguments: [number, number, bytes, number] },
  C_SignInit: { return: number, arguments: [number, bytes, number] },
  C_Sign: { return: number, arguments: [number, bytes, number, bytes, bytes] },
} as const

type Library = ReturnType<typeof dlopen<typeof functions>>['functions']

const mostSlots = 64
const longestAnswer = 1024
const attributeBytes = 24

/**
 * Opens a PKCS#11 library through Node's own foreign function interface, so that no native addon is built or
 * downloaded. The calls are synchronous, and the layout is that of 64-bit Unix.
 *
 * @throws {KeyError} `device` when the library refuses a call, `unknown-key` when it holds no such token
 * @see OASIS PKCS#11 v3.1
 */
export function openPkcs11({ modulePath, tokenLabel, pin }: Pkcs11Options): Pkcs11Session {
  const library = dlopen(modulePath, functions).functions
  const initialized = library.C_Initialize(0n)
  if (initialized !== CKR_CRYPTOKI_ALREADY_INITIALIZED) check('C_Initialize', initialized)
  const session = openSession(library, findSlot(library, tokenLabel), Buffer.from(pin))
  return {
    find: (objectClass, label) => findObject(library, session, objectClass, label),
    attribute: (object, type) => readAttribute(library, session, object, type),
    sign: (mechanism, key, data) => signOnDevice(library, session, mechanism, key, data),
    close: () => check('C_CloseSession', library.C_CloseSession(session)),
  }
}

function findSlot(library: Library, tokenLabel: string): bigint {
  const slots = Buffer.alloc(mostSlots * 8)
  const count = ulong(BigInt(mostSlots))
  check('C_GetSlotList', library.C_GetSlotList(1, slots, count))
  for (let i = 0; i < count.readBigUInt64LE(); i += 1) {
    const slot = slots.readBigUInt64LE(i * 8)
    const info = Buffer.alloc(longestAnswer)
    check('C_GetTokenInfo', library.C_GetTokenInfo(slot, info))
    // CK_TOKEN_INFO begins with the label: 32 bytes, filled up with blanks.
    if (info.toString('utf8', 0, 32).trimEnd() === tokenLabel) return slot
  }
  throw new KeyError('unknown-key', `the device holds no token "${tokenLabel}"`)
}

function openSession(library: Library, slot: bigint, pin: Buffer): bigint {
  const session = ulong(0n)
  check('C_OpenSession', library.C_OpenSession(slot, CKF_SERIAL_SESSION, 0n, 0n, session))
  const handle = session.readBigUInt64LE()
  const login = library.C_Login(handle, CKU_USER, pin, BigInt(pin.length))
  pin.fill(0)
  // A process logs in to a token once, whatever the number of its sessions.
  if (login === CKR_USER_ALREADY_LOGGED_IN) return handle
  if (login !== CKR_OK) library.C_CloseSession(handle)
  check('C_Login', login)
  return handle
}

function findObject(library: Library, session: bigint, objectClass: bigint, label: string): bigint {
  const wanted = template([CKA_CLASS, ulong(objectClass)], [CKA_LABEL, Buffer.from(label)])
  check('C_FindObjectsInit', library.C_FindObjectsInit(session, wanted, 2n))
  const found = Buffer.alloc(2 * 8)
  const count = ulong(0n)
  check('C_FindObjects', library.C_FindObjects(session, found, 2n, count))
  check('C_FindObjectsFinal', library.C_FindObjectsFinal(session))
  if (count.readBigUInt64LE() !== 1n) {
    throw new KeyError('unknown-key', `the token holds no object "${label}" of this class, or more than one`)
  }
  return found.readBigUInt64LE()
}

function readAttribute(library: Library, session: bigint, object: bigint, type: bigint): Buffer {
  const attribute = template([type, Buffer.alloc(longestAnswer)])
  check('C_GetAttributeValue', library.C_GetAttributeValue(session, object, attribute, 1n))
  const length = Number(attribute.readBigUInt64LE(16))
  return attribute.subarray(attributeBytes, attributeBytes + length)
}

function signOnDevice(library: Library, session: bigint, mechanism: bigint, key: bigint, data: Uint8Array): Buffer {
  const input = Buffer.from(data)
  const signature = Buffer.alloc(longestAnswer)
  const length = ulong(BigInt(longestAnswer))
  // CK_MECHANISM has the layout of CK_ATTRIBUTE; these mechanisms take no parameter.
  const call = Buffer.concat([ulong(mechanism), ulong(0n), ulong(0n)])
  check('C_SignInit', library.C_SignInit(session, call, key))
  check('C_Sign', library.C_Sign(session, input, BigInt(input.length), signature, length))
  return signature.subarray(0, Number(length.readBigUInt64LE()))
}

/**
 * CK_ATTRIBUTEs (type, pointer, length), followed by the values they point to: one piece of memory, so that none of it
 * is collected while the device still reads it.
 */
function template(...attributes: readonly (readonly [type: bigint, value: Buffer])[]): Buffer {
  const values = Buffer.concat(attributes.map(([, value]) => value))
  const memory = Buffer.alloc(attributes.length * attributeBytes + values.length)
  let end = attributes.length * attributeBytes
  values.copy(memory, end)
  const base = getRawPointer(memory)
  attributes.forEach(([type, value], i) => {
    memory.writeBigUInt64LE(type, i * attributeBytes)
    memory.writeBigUInt64LE(base + BigInt(end), i * attributeBytes + 8)
    memory.writeBigUInt64LE(BigInt(value.length), i * attributeBytes + 16)
    end += value.length
  })
  return memory
}

/** A CK_ULONG in memory. */
function ulong(value: bigint): Buffer {
  const buffer = Buffer.alloc(8)
  buffer.writeBigUInt64LE(value)
  return buffer
}

function check(call: string, answer: bigint): void {
  if (answer !== CKR_OK) throw new KeyError('device', `${call} answered 0x${answer.toString(16)} (see CKR_ in PKCS#11)`)
}
