import { createContext } from 'react'
import type { FieldTexts } from '../lib/drafts-context.ts'

/** What the user had typed into the fields of a form before, by name: each `Field` begins with its own. */
export const RestoredTexts = createContext<FieldTexts | undefined>(undefined)
