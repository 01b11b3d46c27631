/** A running Palisade, which the conformance suite tests. */
export type Target = {
  /** Origin of the API, without a trailing slash. */
  baseUrl: string
  /** Origin of the SPA's pages; the API's own where both are on one. */
  webOrigin: string
  /** The URL and client certificate for endpoints with an admin scope, if they are on another host. */
  administration?: { baseUrl: string; certificatePem: string; privateKeyPem: string }
  /** The password of the demo users. */
  password: string
  /** A mailbox that receives every mail, with the API of Mailpit. */
  mailboxUrl: string
  /** Where the spans are read that the target has sent, if it sends traces. */
  spansUrl?: string
  /** Whether Nginx with ModSecurity is in front. */
  hasEdge: boolean
  /** Whether the server sees the 127.x address of each test. Behind Docker's published ports all tests have the same address. */
  seesAddresses: boolean
  /** The file with the records of the DNS server for workers (DnsRecords), which tests may write; absent if they cannot. */
  dnsRecordsFile?: string
  /** The API itself, where it can be reached without its edge. */
  apiUrl?: string
  /** What the commands of the machine, such as `npm run operators`, need in their environment; absent if none can be run. */
  commandEnv?: Record<string, string>
  /** The log files, if they can be read. Each line is a JSON object, except in those of the database and of Redis. */
  logs?: { access: string; audit: string; api: string; worker: string; database: string; redis: string }
  /** Where Prometheus asks, by job, if that can be reached. */
  metrics?: { readonly [job: string]: readonly string[] }
  /** What exporters need to read the servers: the page with the connections of the edge, and the logins of the stores. */
  exporterUrls?: { readonly nginx: string; readonly postgres: string; readonly redis: string }
}

declare module 'vitest' {
  interface ProvidedContext {
    target: Target
  }
}
