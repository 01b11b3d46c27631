/** What a command of the operator did, or why it cannot be done. */
export type Operated = { ok: true; rows: object[] } | { ok: false; refused: string }
