import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useLayoutEffect } from 'react'
import { useSessionState } from '../features/session/session-context.ts'
import { shadesOf } from '../lib/brand-shades.ts'
import { BrandingContext, noBranding } from '../lib/branding-context.ts'
import { useClient } from '../lib/client-context.ts'
import { dataOf } from '../lib/problem-error.ts'

/** Shows the branding of the tenant: of the session, or before sign-in that of the page's own address. */
export function BrandingProvider({ children }: { children: ReactNode }) {
  const client = useClient()
  const state = useSessionState()
  const tenant = state.status === 'signed-in' ? state.user.tenant : undefined
  const { data } = useQuery({
    queryKey: ['branding'],
    queryFn: ({ signal }) => dataOf(client('branding.read', {}, { signal })),
    enabled: state.status === 'signed-out',
    staleTime: Number.POSITIVE_INFINITY,
    // The page works without branding.
    retry: false,
  })
  const branding = tenant ?? data ?? noBranding
  useLayoutEffect(() => applyColor(branding.color), [branding.color])
  return <BrandingContext value={branding}>{children}</BrandingContext>
}

/** In the properties of styles.css. A script may set them under the page's policy, which forbids `style` in markup. */
function applyColor(color: string | null): void {
  const { style } = document.documentElement
  const shades = color === null ? undefined : shadesOf(`#${color}`)
  const set = (name: string, shade: 'accent' | 'strong' | 'soft' | 'brand') =>
    shades
      ? style.setProperty(`--color-${name}`, `light-dark(${shades.light[shade]}, ${shades.dark[shade]})`)
      : style.removeProperty(`--color-${name}`)
  set('accent', 'accent')
  set('accent-strong', 'strong')
  set('accent-soft', 'soft')
  set('brand', 'brand')
}
