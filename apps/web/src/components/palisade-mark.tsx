/** Three stakes, side by side. */
export function PalisadeMark({ className = '' }: { className?: string }) {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true" fill="currentColor" className={className}>
      <path d="M2 23V8.5L4.75 5 7.5 8.5V23zm7.25 0V4.5L12 1l2.75 3.5V23zm7.25 0V8.5L19.25 5 22 8.5V23z" />
    </svg>
  )
}
