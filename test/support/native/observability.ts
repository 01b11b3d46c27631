import { fileURLToPath } from 'node:url'

/** The folder whose files Prometheus, Alertmanager and mtail read. */
export const observability = fileURLToPath(new URL('../../../infra/observability', import.meta.url))
