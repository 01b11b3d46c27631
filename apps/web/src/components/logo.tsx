import { useQuery } from '@tanstack/react-query'
import { useBranding } from '../lib/branding-context.ts'
import { useClient } from '../lib/client-context.ts'
import { dataOf } from '../lib/problem-error.ts'
import { PalisadeMark } from './palisade-mark.tsx'

/** The logo of the tenant whose page this is, or the platform's mark. The page shows the name next to it. */
export function Logo({ className = '' }: { className?: string }) {
  const { logo } = useBranding()
  const client = useClient()
  const { data } = useQuery({
    queryKey: ['logo', logo],
    // The page's policy allows images of its own origin and `data:`, and the API may be on another host.
    queryFn: async ({ signal }) =>
      toDataUrl(await dataOf(client('branding.logo', { params: { hash: logo ?? '' } }, { signal }))),
    enabled: logo !== null,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  })
  return logo !== null && data ? (
    <img src={data} alt="" className={`object-contain ${className}`} />
  ) : (
    <PalisadeMark className={className} />
  )
}

function toDataUrl(image: Blob): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  const reader = new FileReader()
  reader.onload = () => resolve(String(reader.result))
  reader.onerror = () => reject(reader.error ?? new Error('the logo cannot be read'))
  reader.readAsDataURL(image)
  return promise
}
