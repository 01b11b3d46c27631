/** Holds the place of what is on its way; screen readers hear the label. */
export function Loading({ label, rows = 3 }: { label: string; rows?: number }) {
  return (
    <div role="status" className="flex flex-col gap-3 p-6">
      <span className="sr-only">{label}</span>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the bars are alike and never move
        <div key={row} className="h-5 motion-safe:animate-pulse rounded bg-sunken even:w-4/5" />
      ))}
    </div>
  )
}
