import { createContext, useContext, useSyncExternalStore } from 'react'
import type { Acting, Operator } from './operator-session.ts'
import type { Paused } from './paused-acting.ts'

export const OperatorContext = createContext<Operator | undefined>(undefined)

export function useOperator(): Operator {
  const operator = useContext(OperatorContext)
  if (!operator) throw new Error('OperatorContext is missing')
  return operator
}

/** The owner for whom an operator acts in this tab; undefined for other users. */
export function useActing(): Acting | undefined {
  const operator = useOperator()
  return useSyncExternalStore(operator.subscribe, operator.acting)
}

/** For whom the operator acted in this tab before a reload. */
export function usePausedActing(): Paused | undefined {
  const operator = useOperator()
  return useSyncExternalStore(operator.subscribe, operator.paused)
}

export function useIsConsoleOpen(): boolean {
  const operator = useOperator()
  return useSyncExternalStore(operator.subscribe, operator.isOpen)
}
