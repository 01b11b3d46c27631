import { type ReactNode, useEffect, useRef } from 'react'

const tones = {
  danger: 'border-danger/40 bg-danger-soft',
  warn: 'border-warn/40 bg-warn-soft',
  info: 'border-info/40 bg-info-soft',
} as const

type NoticeProps = {
  tone: keyof typeof tones
  title: string
  children?: ReactNode
  /** Moves the focus here, where the notice is the answer to what the user has just done. */
  takesFocus?: boolean
}

export function Notice({ tone, title, children, takesFocus = false }: NoticeProps) {
  const ref = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (takesFocus) ref.current?.focus()
  }, [takesFocus])
  return (
    <div
      ref={ref}
      tabIndex={-1}
      role={tone === 'info' ? 'status' : 'alert'}
      className={`flex flex-col gap-2 rounded-card border px-4 py-3 ${tones[tone]}`}
    >
      <p className="font-semibold wrap-anywhere">{title}</p>
      {children}
    </div>
  )
}
