import type { User } from '../../lib/signed-in-user.ts'

export type TabMessage = { type: 'signed-in'; accessToken: string; user: User } | { type: 'signed-out' }

/** What the tabs of one browser tell each other. Nothing of it is kept: it goes from memory to memory. */
export type Tabs = {
  tell(message: TabMessage): void
  listen(listener: (message: TabMessage) => void): void
}

/** A BroadcastChannel reaches only pages of the same origin. */
export function connectTabs(): Tabs {
  const channel = new BroadcastChannel('palisade-session')
  return {
    tell: message => channel.postMessage(message),
    listen: listener => channel.addEventListener('message', (event: MessageEvent<TabMessage>) => listener(event.data)),
  }
}
