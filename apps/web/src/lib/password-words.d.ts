// Parts of the package beside its index, which also brings 200 KB of passwords: those that are long enough to be accepted are
// in packages/contracts/src/common-passwords.ts.
declare module '@zxcvbn-ts/language-common/dist/diceware.json.mjs' {
  const words: string[]
  // biome-ignore lint/style/noDefaultExport: it is what the package exports
  export default words
}

declare module '@zxcvbn-ts/language-common/dist/adjacencyGraphs.json.mjs' {
  const graphs: Record<string, Record<string, (string | null)[]>>
  // biome-ignore lint/style/noDefaultExport: it is what the package exports
  export default graphs
}
