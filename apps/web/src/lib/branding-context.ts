import type { ResponseOf } from '@palisade/contracts'
import { createContext, useContext } from 'react'

/** What the page shows of a tenant; nothing where it is the platform's own. */
export type Branding = ResponseOf<'branding.read'>

export const noBranding: Branding = { name: null, color: null, logo: null }

export const BrandingContext = createContext<Branding>(noBranding)

export function useBranding(): Branding {
  return useContext(BrandingContext)
}
