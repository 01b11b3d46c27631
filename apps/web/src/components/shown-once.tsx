import { Trans } from '@lingui/react/macro'
import { useHold } from '../lib/holds.ts'
import { Button } from './button.tsx'
import { CopyButton } from './copy-button.tsx'
import { linkStyle } from './link-style.ts'
import { Notice } from './notice.tsx'
import { focusPageHeading } from './page-heading.tsx'

type ShownOnceProps = {
  title: string
  /** Why to keep it, and where. */
  advice: string
  /** One on a line. */
  secrets: readonly string[]
  copyLabel: string
  /** The name of the file that “Download” saves. */
  fileName: string
  onDone: () => void
}

/** A secret that is shown only once: it takes the focus, and stays until the user says that it is kept. */
export function ShownOnce({ title, advice, secrets, copyLabel, fileName, onDone }: ShownOnceProps) {
  useHold(true)
  const close = () => {
    onDone()
    focusPageHeading()
  }
  const text = secrets.join('\n')
  return (
    <Notice tone="info" title={title} takesFocus>
      <p className="text-sm">{advice}</p>
      <ul aria-label={title} className="grid gap-1 font-mono sm:grid-cols-[repeat(auto-fit,minmax(14rem,1fr))]">
        {secrets.map(secret => (
          <li key={secret} className="wrap-anywhere">
            {secret}
          </li>
        ))}
      </ul>
      <div className="flex flex-wrap items-center gap-4 text-sm">
        <CopyButton text={text} label={copyLabel} />
        <a
          href={`data:text/plain;charset=utf-8,${encodeURIComponent(`${text}\n`)}`}
          download={fileName}
          className={linkStyle}
        >
          <Trans>Download</Trans>
        </a>
        <Button onPress={close}>
          <Trans>I have saved it</Trans>
        </Button>
      </div>
    </Notice>
  )
}
