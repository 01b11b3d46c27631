/** One JSON value in each line (application/x-ndjson). */
export const ndjsonOf = (values: readonly object[]): string =>
  values.map(value => `${JSON.stringify(value)}\n`).join('')

export const readNdjson = <T>(text: string): T[] =>
  text
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line))
