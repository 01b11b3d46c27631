import { useNavigate } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { useSignedInUser } from '../../lib/signed-in-user.ts'
import { findShortcut, type ShortcutKey, takesKeys } from './shortcut-keys.ts'

const setting = 'palisade-shortcuts'

/** Whether shortcuts are on in this browser: speech input can press keys by accident (WCAG 2.2, 2.1.4). */
function readSetting(): boolean {
  try {
    return localStorage.getItem(setting) !== 'off'
  } catch {
    return true
  }
}

function writeSetting(isOn: boolean): void {
  try {
    localStorage.setItem(setting, isOn ? 'on' : 'off')
  } catch {
    // Without storage, the choice lasts until the page is reloaded.
  }
}

/** @param showHelp opens the list of shortcuts */
export function useShortcuts(showHelp: () => void) {
  const { scopes } = useSignedInUser()
  const navigate = useNavigate()
  const [isOn, setOn] = useState(readSetting)
  useEffect(() => {
    if (!isOn) return
    const actions: Readonly<Record<ShortcutKey, () => unknown>> = {
      '?': showHelp,
      o: () => navigate({ to: '/orders' }),
      d: () => navigate({ to: '/dashboard' }),
      n: () => navigate({ to: '/orders/new' }),
      '/': () => document.querySelector<HTMLElement>('main [role=search] input')?.focus(),
    }
    const onKeyDown = (event: KeyboardEvent) => {
      const isTaken = event.target instanceof Element && event.target.closest(takesKeys) !== null
      const key = findShortcut(event, isTaken || isDialogOpen(), scopes)
      if (!key) return
      event.preventDefault()
      actions[key]()
    }
    document.addEventListener('keydown', onKeyDown)
    return () => document.removeEventListener('keydown', onKeyDown)
  }, [isOn, scopes, navigate, showHelp])
  return {
    isOn,
    setOn(next: boolean) {
      writeSetting(next)
      setOn(next)
    },
  }
}

function isDialogOpen(): boolean {
  return document.querySelector('[role=dialog], [role=alertdialog]') !== null
}
