import { expect } from 'vitest'
import type { Monitoring } from '../support/native/index.ts'

/** Waits until Alertmanager has sent the alert to the receiver. */
export async function waitForAlert(
  monitoring: Monitoring,
  alertname: string,
  labels: Readonly<Record<string, string>> = {},
): Promise<void> {
  const firing = () => monitoring.received().filter(({ status }) => status === 'firing')
  const expected = expect.objectContaining({ labels: expect.objectContaining({ alertname, ...labels }) })
  await expect.poll(firing, { timeout: 120_000, interval: 250 }).toContainEqual(expected)
}
