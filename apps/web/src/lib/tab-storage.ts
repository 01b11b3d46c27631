export type TabStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>

/** The tab's storage, or memory where the browser refuses it: then drafts last until the page is reloaded. */
export function openTabStorage(): TabStorage {
  try {
    sessionStorage.setItem('palisade-probe', '')
    sessionStorage.removeItem('palisade-probe')
    return sessionStorage
  } catch {
    return createMemoryStorage()
  }
}

export function createMemoryStorage(): TabStorage {
  const entries = new Map<string, string>()
  return {
    get length() {
      return entries.size
    },
    key: index => [...entries.keys()][index] ?? null,
    getItem: key => entries.get(key) ?? null,
    setItem: (key, value) => entries.set(key, value),
    removeItem: key => entries.delete(key),
  }
}
