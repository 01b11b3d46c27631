export { compileDeployment, compileEdge, compilePolicy, type Files } from './compile.ts'
export { isForAdministrators } from './nginx/hosts.ts'
export { pathPattern } from './nginx/routes.ts'
export { declaredPolicy, type Policy } from './policy.ts'
export { compileRuleSet } from './rule-set/compile-rule-set.ts'
export { rulesLeftOut, stockScoreOf, weakRules } from './rule-set/scores.ts'
export { writeRuleSet } from './rule-set/write-rule-set.ts'
export type {
  Deployment,
  EdgeDeployment,
  EdgeServer,
  Host,
  OriginDeployment,
  OriginServer,
  Topology,
  WafDeployment,
  WafSettings,
} from './topology.ts'
