import { AxisBottom, AxisLeft } from '@visx/axis'
import { ParentSize } from '@visx/responsive'
import { scaleBand, scaleLinear } from '@visx/scale'
import { BarStack } from '@visx/shape'
import { type Bar, type Series, totalOf } from './chart-data.ts'

type StackedBarsProps = {
  bars: readonly Bar[]
  series: readonly Series[]
  format: (value: number) => string
  formatShort: (value: number) => string
}

const margin = { top: 8, right: 4, bottom: 28, left: 52 }

/** A label of the horizontal axis takes about this many pixels. */
const labelWidth = 84

/** The drawing of a chart, as wide and as high as its place. */
export function StackedBars(props: StackedBarsProps) {
  return (
    <ParentSize>{({ width, height }) => width > 0 && <Drawing {...props} width={width} height={height} />}</ParentSize>
  )
}

function Drawing({
  bars,
  series,
  format,
  formatShort,
  width,
  height,
}: StackedBarsProps & { width: number; height: number }) {
  const inner = { width: width - margin.left - margin.right, height: height - margin.top - margin.bottom }
  const across = scaleBand({ domain: bars.map(({ at }) => at), range: [0, inner.width], padding: 0.2 })
  const most = Math.max(...bars.map(totalOf), 1)
  const up = scaleLinear({ domain: [0, most], range: [inner.height, 0], nice: true })
  const labels = new Map(bars.map(({ at, label }) => [at, label]))
  const every = Math.ceil(bars.length / Math.max(1, Math.floor(inner.width / labelWidth)))
  return (
    <svg width={width} height={height} aria-hidden="true" className="overflow-visible text-ink-faint">
      <g transform={`translate(${margin.left}, ${margin.top})`}>
        <BarStack
          data={[...bars]}
          keys={series.map(({ key }) => key)}
          x={({ at }) => at}
          value={({ values }, key) => values[key] ?? 0}
          xScale={across}
          yScale={up}
          color={() => ''}
        >
          {stacks =>
            stacks.flatMap(stack =>
              stack.bars
                .filter(({ height }) => height > 0)
                .map(bar => (
                  <rect
                    key={`${stack.key} ${bar.index}`}
                    x={bar.x}
                    y={bar.y}
                    width={bar.width}
                    height={bar.height}
                    className={`${series[stack.index]?.fill} stroke-surface`}
                  >
                    <title>{describe(bar.bar.data, series[stack.index], format)}</title>
                  </rect>
                )),
            )
          }
        </BarStack>
        <AxisLeft
          scale={up}
          tickValues={up.ticks(4).filter(Number.isInteger)}
          tickFormat={value => formatShort(Number(value))}
          hideAxisLine
          tickClassName="text-xs"
          {...lines}
        />
        <AxisBottom
          scale={across}
          top={inner.height}
          tickValues={bars.filter((_, index) => index % every === 0).map(({ at }) => at)}
          tickFormat={at => labels.get(at) ?? ''}
          {...lines}
        />
      </g>
    </svg>
  )
}

const lines = {
  stroke: 'currentColor',
  tickStroke: 'currentColor',
  tickLabelProps: { fill: 'currentColor', fontSize: 12, fontFamily: 'inherit' },
} as const

function describe({ label, values }: Bar, series: Series | undefined, format: (value: number) => string): string {
  return `${label}, ${series?.name}: ${format(values[series?.key ?? ''] ?? 0)}`
}
