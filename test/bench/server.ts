import { startProfile } from './profile.ts'
import type { Settings } from './work.ts'

export type Question = 'usage' | 'start-profile' | 'stop-profile'

// One server of the comparison, in a process of its own:  node server.ts NAME
const { listen } = await import(`./servers/${process.argv[2]}.ts`)
let stopProfile: Awaited<ReturnType<typeof startProfile>> | undefined

process.once('message', async (settings: Settings) => {
  const port = await listen(settings)
  process.on('message', async (question: Question) => process.send?.(await reply(question)))
  process.send?.({ port })
})
process.once('disconnect', () => process.exit())

async function reply(question: Question): Promise<object> {
  if (question === 'usage') return process.cpuUsage()
  if (question === 'stop-profile') return (await stopProfile?.()) ?? []
  stopProfile = await startProfile()
  return {}
}
