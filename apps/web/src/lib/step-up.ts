import type { ComponentType } from 'react'

export type StepUpProps = {
  /** Called when the session has a recent second factor: send the refused request again. */
  onVerified: () => void
  onCancel: () => void
}

/** What a page shows when the API answers `stronger-sign-in-required`. The route passes it, since features do not import each other. */
export type StepUp = ComponentType<StepUpProps>
