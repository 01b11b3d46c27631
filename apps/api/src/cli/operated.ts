/** What a command of the operator did. `usage`: the arguments have no meaning. `refused`: they have, but it cannot be done. */
export type Operated = { ok: true; rows: object[] } | { ok: false; usage: string } | { ok: false; refused: string }
