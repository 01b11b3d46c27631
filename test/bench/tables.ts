import type { Aim } from './aims.ts'
import { figure } from './figures.ts'

export function aimsTable(aims: readonly Aim[]): string {
  return table(
    ['aim', 'wanted', 'measured', ''],
    aims.map(({ what, wanted, measured, reached }) => [
      what,
      wanted,
      figure(measured),
      reached ? 'reached' : '**not reached**',
    ]),
  )
}

/** The lowest and the highest of several pairs. */
export function spread(ratios: readonly number[]): string {
  return ratios.length > 1 ? ` (${figure(Math.min(...ratios))} to ${figure(Math.max(...ratios))})` : ''
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}
