/** A running Palisade that the conformance suite is pointed at. */
export type Target = {
  /** Origin of the API, without a trailing slash. */
  baseUrl: string
  /** Origin of the SPA's pages; the API's own where both are on one. */
  webOrigin: string
  /** Where endpoints that ask for an admin scope are reached, if that is somewhere else, and what is shown there. */
  administration?: { baseUrl: string; certificatePem: string; privateKeyPem: string }
  /** Of the demo users. */
  password: string
  /** A mailbox that gets every mail and answers as Mailpit does. */
  mailboxUrl: string
  /** Whether Nginx with ModSecurity is in front. */
  hasEdge: boolean
  /** Whether it sees from which 127.x address a case calls. Behind Docker's published ports all come from one. */
  seesAddresses: boolean
  /** What the DNS tells the workers, in a file that a case may write (DnsRecords); absent where it cannot. */
  dnsRecordsFile?: string
  /** The API itself, where it can be reached without its edge. */
  apiUrl?: string
  /** Files with a JSON object a line, where the logs can be read. */
  logs?: { access: string; audit: string; api: string }
}

declare module 'vitest' {
  interface ProvidedContext {
    target: Target
  }
}
