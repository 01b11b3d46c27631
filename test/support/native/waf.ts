import { join } from 'node:path'
import { type ServerProcess, startServer, takesConnections } from './server-process.ts'

/** Debian's Core Rule Set, or the one that CRS_RULES_FOLDER names. */
export function crsRulesFolder(): string {
  return process.env['CRS_RULES_FOLDER'] ?? '/usr/share/modsecurity-crs/rules'
}

/** Starts the Nginx processes with ModSecurity. */
export function startWaf(configurationFolder: string, errorLog: string, socket: string): Promise<ServerProcess> {
  return startServer({
    command: '/usr/sbin/nginx',
    args: ['-c', join(configurationFolder, 'nginx/waf.conf'), '-e', errorLog, '-g', 'daemon off;'],
    port: 0,
    isReady: () => takesConnections({ path: socket }),
    logFile: errorLog,
    stopSignal: 'SIGQUIT',
  })
}
