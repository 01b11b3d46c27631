import { Component, type ReactNode } from 'react'
import { CrashPage } from './crash-page.tsx'

type State = { error?: unknown }

/** The last net, for what fails outside the router's own. */
export class ErrorBoundary extends Component<{ children: ReactNode }, State> {
  override state: State = {}

  static getDerivedStateFromError(error: unknown): State {
    return { error: error ?? new Error('Unknown') }
  }

  override render() {
    return this.state.error ? <CrashPage error={this.state.error} /> : this.props.children
  }
}
