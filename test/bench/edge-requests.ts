import { limitClasses } from '@palisade/contracts'
import { browserFields, oddNote, writeOrder } from '../waf/cost/ordinary-order.ts'
import { shapes } from '../waf/cost/shapes.ts'
import { slowTexts } from '../waf/cost/slow-texts.ts'
import { token } from '../waf/schema-samples.ts'

export type EdgeRequest = {
  readonly name: string
  readonly text: string
  /** The statuses that count as served. */
  readonly statuses: readonly ('200' | '204' | '403')[]
  /** Only the edge gets this request: it would stop the other servers. */
  readonly onlyPalisade?: boolean
  /** Fewer than the edge takes from one address at once. */
  readonly perAddress: number
  /** How many are in hand at the same time, if fewer than usual: slow ones would wait too long for the WAF (503). */
  readonly together?: number
}

const plainNote =
  'Please deliver on Monday morning, before noon if you can. The entrance is behind the house, on the left of the garden. ' +
  'If nobody is at home, leave the parcel with our neighbours on the second floor, who know about it. Thank you very much!'

/** A note with a quoted mail. The stock rules refuse none of it. */
const quotedNote =
  'Dear team,\n\nmy neighbour said: "Leave it with us, we\u2019re home all day." So please do (2nd floor, door on the left).\n' +
  '- the lamp isn\'t for me; it\'s a present\n- gift card: "With love, Tom & Anna"\n\nThanks!'

function request(first: string, headers: readonly string[], body = ''): string {
  const length = body ? ['Content-Type: application/json', `Content-Length: ${Buffer.byteLength(body)}`] : []
  return [first, ...browserFields, ...headers, ...length, '', body].join('\r\n')
}

/** The slowest order of the corpus that `npm run fuzz:waf` keeps. */
function worstOrder(): string {
  const shape = shapes.find(({ name }) => name === 'a note and as many descriptions')
  const [text = ''] = (shape && slowTexts[shape.name]) ?? []
  return shape?.write(text).body ?? ''
}

const fewerThan = ({ perIp }: { perIp: { burst: number } }) => Math.floor(perIp.burst * 0.9)

const authorization = `Authorization: Bearer ${token}`
const post = 'POST /api/orders HTTP/1.1'

export const edgeRequests = {
  read: {
    name: 'GET of a declared list, with query and token',
    text: request('GET /api/orders?status=paid&sort=-createdAt&limit=20 HTTP/1.1', [authorization]),
    statuses: ['200'],
    perAddress: fewerThan(limitClasses.read),
  },
  search: {
    name: 'GET of a search in plain words',
    text: request('GET /api/orders/search?q=desk%20lamp%20black HTTP/1.1', [authorization]),
    statuses: ['200'],
    perAddress: fewerThan(limitClasses.search),
  },
  quotedSearch: {
    name: 'GET of a search with quotes',
    text: request(`GET /api/orders/search?q=${encodeURIComponent('"desk lamp" & Ann\'s chair')} HTTP/1.1`, [
      authorization,
    ]),
    statuses: ['200'],
    perAddress: fewerThan(limitClasses.search),
  },
  order: {
    name: 'POST of an order of 1 KB in plain prose',
    text: request(post, [authorization], writeOrder(plainNote)),
    statuses: ['200'],
    perAddress: fewerThan(limitClasses.write),
  },
  quotedOrder: {
    name: 'the same with quotes and line breaks in its note',
    text: request(post, [authorization], writeOrder(quotedNote)),
    statuses: ['200'],
    perAddress: fewerThan(limitClasses.write),
  },
  oddOrder: {
    name: 'the same with odd characters in its note',
    text: request(post, [authorization], writeOrder(oddNote)),
    statuses: ['200'],
    perAddress: fewerThan(limitClasses.write),
  },
  worst: {
    name: 'POST of the order that costs most, of all that were found',
    text: request(post, [authorization], worstOrder()),
    statuses: ['200', '403'],
    perAddress: fewerThan(limitClasses.write),
    onlyPalisade: true,
    together: 8,
  },
  preflight: {
    name: 'preflight',
    text: request('OPTIONS /api/orders HTTP/1.1', [
      'Access-Control-Request-Method: POST',
      'Access-Control-Request-Headers: authorization,content-type',
    ]),
    statuses: ['204'],
    perAddress: fewerThan(limitClasses.read),
  },
} as const satisfies Record<string, EdgeRequest>

export type EdgeRequestName = keyof typeof edgeRequests
