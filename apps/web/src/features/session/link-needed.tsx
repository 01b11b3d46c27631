import { Notice } from '../../components/notice.tsx'

/** In place of a form that needs the token of a mailed link. */
export function LinkNeeded() {
  return (
    <Notice tone="warn" title="Open the link in your mail again">
      <p className="text-sm">
        This page works from the link alone. What you have typed here before is kept in this tab.
      </p>
    </Notice>
  )
}
