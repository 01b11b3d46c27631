import { CopyButton } from '../../components/copy-button.tsx'

type CodeBlockProps = { title: string; code: string; copyLabel: string }

/** Code wraps, so that a small screen needs no horizontal scrolling. */
export function CodeBlock({ title, code, copyLabel }: CodeBlockProps) {
  return (
    <figure className="min-w-0 overflow-hidden rounded-control border border-line bg-canvas">
      <figcaption className="flex items-baseline justify-between gap-3 border-b border-line px-3 py-2 text-sm">
        <span className="font-medium text-ink-soft">{title}</span>
        <CopyButton text={code} label={copyLabel} />
      </figcaption>
      <pre className="p-3 font-mono text-[0.8125rem] leading-relaxed wrap-anywhere whitespace-pre-wrap">
        <code>{code}</code>
      </pre>
    </figure>
  )
}
