import { describeFirewall } from './describe-firewall.ts'

describeFirewall('single-vps')
describeFirewall('spa-mobile')
