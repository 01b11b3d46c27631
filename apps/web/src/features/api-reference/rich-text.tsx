/** A text of the OpenAPI document: English, with `code` between backticks, and a paragraph after each blank line. */
export function RichText({ text, className = '' }: { text: string; className?: string }) {
  return text.split('\n\n').map(paragraph => (
    <p key={paragraph} lang="en" className={`wrap-break-word ${className}`}>
      {paragraph.split('`').map((part, index) =>
        index % 2 ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: the parts never move
          <code key={index} className="rounded bg-sunken px-1 py-0.5 font-mono text-[0.8125em] text-ink">
            {part}
          </code>
        ) : (
          part
        ),
      )}
    </p>
  ))
}
