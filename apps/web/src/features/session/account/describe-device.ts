import { t } from '@lingui/core/macro'
import Bowser from 'bowser'

/** "Firefox on Windows", for a person to recognise; other programs by the name that they send. */
export function describeDevice(userAgent: string): string {
  if (!userAgent) return t`Unknown device`
  const { browser, os } = Bowser.parse(userAgent)
  if (!browser.name) return userAgent
  return os.name ? t`${browser.name} on ${os.name}` : browser.name
}
