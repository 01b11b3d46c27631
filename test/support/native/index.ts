export { type BackupRepository, createBackupRepository } from './backup-repository.ts'
export { type Baseline, baselines, type NativeBaseline, startBaseline } from './baseline.ts'
export { type DnsRecords, type NativeDns, startDns } from './dns.ts'
export { type EdgeOptions, type NativeEdge, startEdge } from './edge.ts'
export {
  startExporters,
  startNginxExporter,
  startNodeExporter,
  startPostgresExporter,
  startRedisExporter,
} from './exporters.ts'
export { type LogPipeline, startLogPipeline } from './log-pipeline.ts'
export {
  type DebianPackage,
  describeMissing,
  edgePackages,
  endWithoutPackages,
  ensureServers,
  hostPackages,
  keyringPackages,
  missingServers,
  requireServers,
} from './missing-servers.ts'
export { type Monitoring, startMonitoring, withoutWaiting } from './monitoring.ts'
export type { AccessLogEntry, AuditLogEntry, NativeNginx } from './nginx.ts'
export { type NativeOrigin, type OriginOptions, startOrigin } from './origin-server.ts'
export { type NativePostgres, type StoreOptions, startPostgres } from './postgres.ts'
export type { MetricsTargets } from './prometheus.ts'
export { type NativeRedis, startRedis } from './redis.ts'
export { type NativeRsyslog, type RsyslogOptions, startRsyslog } from './rsyslog.ts'
export { freePort, type ServerProcess, startServer, tail } from './server-process.ts'
export { logStoreProgram, type NativeLogStore, startLogStore } from './victoria-logs.ts'
export { crsRulesFolder } from './waf.ts'
export { createWafLogCertificates, startWafShipper, type WafLogCertificates } from './waf-log.ts'
