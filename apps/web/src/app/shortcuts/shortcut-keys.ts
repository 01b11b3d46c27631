import { t } from '@lingui/core/macro'
import type { Scope } from '@palisade/contracts'

/** Single-key shortcuts, which work outside of text fields, with the scope that each needs. */
export const shortcutKeys = {
  '?': {},
  o: { scope: 'orders:read' },
  d: { scope: 'orders:read' },
  n: { scope: 'orders:write' },
  '/': { scope: 'orders:read' },
} as const satisfies Record<string, { scope?: Scope }>

export type ShortcutKey = keyof typeof shortcutKeys

export const shortcutWords = (): Readonly<Record<ShortcutKey, string>> => ({
  '?': t`Show these shortcuts`,
  o: t`Go to the orders`,
  d: t`Go to the dashboard`,
  n: t`Begin a new order`,
  '/': t`Search orders, on their list`,
})

type Pressed = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'repeat' | 'defaultPrevented'>

/** Elements that use keys themselves: fields, menus, lists and open dialogs. */
export const takesKeys =
  'input:not([type=checkbox]), textarea, select, [contenteditable], [role=menu], [role=listbox], [role=dialog], [role=alertdialog]'

/**
 * The shortcut for a key press. Keys with a modifier belong to the browser.
 * @param isTaken whether the key was pressed where `takesKeys` matches
 */
export function findShortcut(pressed: Pressed, isTaken: boolean, scopes: readonly Scope[]): ShortcutKey | undefined {
  const { key, ctrlKey, metaKey, altKey, repeat, defaultPrevented } = pressed
  if (isTaken || ctrlKey || metaKey || altKey || repeat || defaultPrevented) return undefined
  return isShortcut(key) && mayUse(key, scopes) ? key : undefined
}

export function mayUse(key: ShortcutKey, scopes: readonly Scope[]): boolean {
  const shortcut: { scope?: Scope } = shortcutKeys[key]
  return !shortcut.scope || scopes.includes(shortcut.scope)
}

function isShortcut(key: string): key is ShortcutKey {
  return Object.hasOwn(shortcutKeys, key)
}
