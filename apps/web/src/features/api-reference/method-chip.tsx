const looks: { readonly [method: string]: string } = {
  GET: 'bg-info-soft text-info',
  POST: 'bg-accent-soft text-accent',
  PATCH: 'bg-warn-soft text-warn',
  DELETE: 'bg-danger-soft text-danger',
}

export function MethodChip({ method }: { method: string }) {
  return (
    <code className={`rounded px-1.5 py-0.5 font-mono text-xs font-bold ${looks[method] ?? 'bg-sunken text-ink-soft'}`}>
      {method}
    </code>
  )
}
