import { describeFirewall } from './describe-firewall.ts'

describeFirewall('multi-tenant-saas')
