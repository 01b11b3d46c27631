import { ReduceDataOptionsBuilder, VizLegendOptionsBuilder } from '@grafana/grafana-foundation-sdk/common'
import {
  type Dashboard,
  DashboardBuilder,
  DashboardLinkBuilder,
  DashboardLinkType,
} from '@grafana/grafana-foundation-sdk/dashboard'
import { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus'
import { PanelBuilder as FigureBuilder } from '@grafana/grafana-foundation-sdk/stat'
import { PanelBuilder as GraphBuilder } from '@grafana/grafana-foundation-sdk/timeseries'

/** Where the people on duty read the runbooks. Set it to the address of your repository. */
const runbooks = 'https://git.example.com/palisade/src/branch/main/docs/runbooks'

/** The id that grafana/datasources gives to Prometheus. */
const datasource = { type: 'prometheus', uid: 'prometheus' }

/** Ids of Grafana's units: a value, values for each second, seconds, a share of 1, bytes. */
type Unit = 'short' | 'reqps' | 's' | 'percentunit' | 'bytes'

type Panel = {
  title: string
  /** What the panel shows, and what normal looks like. */
  description: string
  unit: Unit
  /** Expressions of PromQL by the text of their legends, in which Grafana replaces `{{label}}`. */
  queries: Readonly<Record<string, string>>
  /** The alerts that watch the same. The panel links to their runbooks. */
  alerts?: readonly string[]
}

type AnyBuilder = GraphBuilder | FigureBuilder

/** Values over time. */
export const graph = (panel: Panel): GraphBuilder =>
  describe(new GraphBuilder(), panel)
    .span(12)
    .height(8)
    .fillOpacity(10)
    .legend(new VizLegendOptionsBuilder().showLegend(true).calcs(['lastNotNull', 'max']))

/** The latest value of each series, in large digits. */
export const figure = (panel: Panel): FigureBuilder =>
  describe(new FigureBuilder(), panel)
    .span(6)
    .height(5)
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']))

function describe<Builder extends AnyBuilder>(builder: Builder, panel: Panel): Builder {
  const { title, description, unit, queries, alerts = [] } = panel
  builder.title(title).description(description).unit(unit).datasource(datasource)
  builder.links(
    alerts.map(alert =>
      new DashboardLinkBuilder(alert).type(DashboardLinkType.Link).url(`${runbooks}/${alert}.md`).targetBlank(true),
    ),
  )
  for (const [index, [legend, expression]] of Object.entries(queries).entries()) {
    const refId = String.fromCharCode('A'.charCodeAt(0) + index)
    builder.withTarget(new DataqueryBuilder().refId(refId).expr(expression).legendFormat(legend).range())
  }
  return builder
}

type DashboardOptions = { title: string; description: string; panels: readonly AnyBuilder[] }

/** A dashboard that nobody changes in Grafana: a change would be lost at the next deployment. */
export function createDashboard(id: string, { title, description, panels }: DashboardOptions): Dashboard {
  const builder = new DashboardBuilder(`Palisade: ${title}`)
    .uid(`palisade-${id}`)
    .description(description)
    .tags(['palisade'])
    .readonly()
    .refresh('30s')
    .time({ from: 'now-6h', to: 'now' })
    .link(new DashboardLinkBuilder('Palisade').type(DashboardLinkType.Dashboards).tags(['palisade']).keepTime(true))
  for (const panel of panels) builder.withPanel(panel)
  return builder.build()
}
