import { once } from 'node:events'
import { connect } from 'node:net'
import { join } from 'node:path'
import { type WafDeployment, writeRuleSet } from '@palisade/edge'
import { type ServerProcess, startServer } from './server-process.ts'

/** Debian's Core Rule Set, or the one that CRS_RULES_FOLDER names. */
export function crsRulesFolder(): string {
  return process.env['CRS_RULES_FOLDER'] ?? '/usr/share/modsecurity-crs/rules'
}

/** Where the WAF of a server runs whose files are all in one temporary folder. */
export function wafOnThisMachine(folder: string, configurationFolder: string): WafDeployment {
  const socket = `unix:${join(folder, 'waf.sock')}`
  return {
    ...(process.getuid?.() === 0 && { user: 'root' }),
    listen: socket,
    address: socket,
    clientAddress: 'unix:',
    errorLog: join(folder, 'waf-error.log'),
    auditLog: join(folder, 'audit.log'),
    temporaryFolder: folder,
    configurationFolder,
    rulesFolder: join(folder, 'rules'),
  }
}

/** Compiles the Core Rule Set of this machine and starts the processes that inspect by it. */
export async function startWaf({
  configurationFolder,
  errorLog,
  address,
  rulesFolder,
}: WafDeployment): Promise<ServerProcess> {
  await writeRuleSet(crsRulesFolder(), rulesFolder)
  return startServer({
    command: '/usr/sbin/nginx',
    args: ['-c', join(configurationFolder, 'waf/nginx.conf'), '-e', errorLog, '-g', 'daemon off;'],
    port: 0,
    isReady: () => takesConnections(address.replace(/^unix:/, '')),
    logFile: errorLog,
    stopSignal: 'SIGQUIT',
  })
}

async function takesConnections(path: string): Promise<boolean> {
  const socket = connect(path)
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}
