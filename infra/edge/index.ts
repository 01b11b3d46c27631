export { compileDeployment, compileEdge, compilePolicy, type Files } from './compile.ts'
export { declaredPolicy, type Policy } from './policy.ts'
export { architectures, findDifference, generatedFolder, renderArchitecture, writeFiles } from './render.ts'
export type {
  Deployment,
  EdgeDeployment,
  EdgeServer,
  Host,
  OriginDeployment,
  OriginServer,
  Topology,
  WafSettings,
} from './topology.ts'
