import { startProfile } from './profile.ts'
import type { Settings } from './work.ts'

export type ServerRequest = 'usage' | 'start-profile' | 'stop-profile'

// One server of the comparison, in a process of its own:  node server.ts NAME
const { listen } = await import(`./servers/${process.argv[2]}.ts`)
let stopProfile: Awaited<ReturnType<typeof startProfile>> | undefined

process.once('message', async (settings: Settings) => {
  const port = await listen(settings)
  process.on('message', async (request: ServerRequest) => process.send?.(await reply(request)))
  process.send?.({ port })
})
process.once('disconnect', () => process.exit())

async function reply(request: ServerRequest): Promise<object> {
  if (request === 'usage') return process.cpuUsage()
  if (request === 'stop-profile') return (await stopProfile?.()) ?? []
  stopProfile = await startProfile()
  return {}
}
