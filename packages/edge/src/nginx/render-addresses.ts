import { type Fragment, nginx } from '../syntax.ts'
import type { Addresses } from '../topology.ts'

/** The files of deployment/: who calls whom. */
export function renderAddresses({ environmentFile, upstreams, waf, behindEdge }: Addresses): [string, Fragment][] {
  return [
    [
      'deployment/upstreams.conf',
      nginx`
# Where browsers find this deployment, and the environment whose CORS origins it allows.
include ${environmentFile};

upstream waf {
    # So many inspections may be under way or wait. One more is answered at once: unavailable, with Retry-After.
    zone waf 64k;
    server ${waf.address} max_conns=32;
    keepalive 32;
    # Shorter than the WAF keeps an idle connection: a request must not meet a closing one.
    keepalive_timeout 20s;
    keepalive_requests 10000;
}

upstream api {
    # All workers share these counts. A node that three times in a second gave no answer gets no requests for a second.
    zone api 64k;
    ${upstreams.map(address => nginx`server ${address} max_fails=3 fail_timeout=1s;`)}
    keepalive 32;
    # Likewise shorter than Node keeps one.
    keepalive_timeout 4s;
}

${behindEdge ? [edgeAlone(behindEdge.edge)] : []}
`,
    ],
    [
      'deployment/waf-listen.conf',
      nginx`
listen ${waf.address};
set_real_ip_from ${waf.client};
`,
    ],
    ...(behindEdge ? [['deployment/listen.conf', nginx`listen ${behindEdge.listen};`] as [string, Fragment]] : []),
  ]
}

function edgeAlone(address: string): Fragment {
  return nginx`
# The edge by its own address: it alone may send requests, and say where they came from.
geo $realip_remote_addr $is_from_the_edge { default 0; ${address} 1; }
set_real_ip_from ${address};
real_ip_header X-Forwarded-For;
`
}
