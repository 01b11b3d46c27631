import { rename, writeFile } from 'node:fs/promises'
import { Gauge, Registry } from 'prom-client'

export type GaugeValues = {
  readonly name: string
  readonly help: string
  readonly values: readonly { readonly labels?: Record<string, string>; readonly value: number }[]
}

/**
 * Writes gauges for the textfile collector of node_exporter, which serves what programs without a port measure.
 *
 * Write times, not ages: the collector serves a file until it is replaced, so an age would stand still when its writer fails.
 */
export async function writeTextfile(file: string, gauges: readonly GaugeValues[]): Promise<void> {
  const registry = new Registry()
  for (const { name, help, values } of gauges) {
    const labelNames = Object.keys(values[0]?.labels ?? {})
    const gauge = new Gauge({ name, help, labelNames, registers: [registry] })
    for (const { labels = {}, value } of values) gauge.set(labels, value)
  }
  // The collector must not read half a file.
  const unfinished = `${file}.new`
  await writeFile(unfinished, await registry.metrics(), { mode: 0o644 })
  await rename(unfinished, file)
}
