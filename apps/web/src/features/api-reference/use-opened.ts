import { useEffect, useState } from 'react'

/** The id of the part that the address names. */
export function linkedPart(): string {
  return location.hash.slice(1)
}

/** The operations whose details are shown, by id. A link to an operation shows them. */
export function useOpened() {
  const [opened, setOpened] = useState<ReadonlySet<string>>(() => new Set([linkedPart()]))
  const toggle = (id: string, isOpen: boolean) =>
    setOpened(before => new Set(isOpen ? [...before, id] : [...before].filter(other => other !== id)))
  useEffect(() => {
    const follow = () => setOpened(before => new Set([...before, linkedPart()]))
    addEventListener('hashchange', follow)
    return () => removeEventListener('hashchange', follow)
  }, [])
  return { opened, toggle, openAll: (ids: readonly string[]) => setOpened(new Set(ids)) }
}
