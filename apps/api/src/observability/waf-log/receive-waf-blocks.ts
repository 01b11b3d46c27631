import type { Logger } from '@palisade/service'
import type { Redis } from 'ioredis'
import { type ReceiverAddress, startRelpReceiver } from './relp-receiver.ts'
import { isFirstToSee, readBlock, type WafBlock } from './waf-blocks.ts'

type Options = {
  address: ReceiverAddress
  redis: Redis | undefined
  logger: Pick<Logger, 'warn'>
  onBlock: (block: WafBlock) => void
}

/**
 * Receives what the WAFs have blocked before it reached the API (decision 37), and calls `onBlock` once for each block on all
 * nodes together. Only the shippers of the WAFs may send; anyone could call an endpoint.
 */
export function receiveWafBlocks({ address, redis, logger, onBlock }: Options) {
  return startRelpReceiver({
    ...address,
    logger,
    onMessage: async message => {
      const block = readBlock(message)
      if (block && (await isFirstToSee(block, redis))) onBlock(block)
    },
  })
}
