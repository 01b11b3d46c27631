import { Component, type ReactNode } from 'react'
import { CrashPage } from './crash-page.tsx'

type State = { error?: unknown }

/** Catches errors outside of the router's own error boundary. */
export class ErrorBoundary extends Component<{ children: ReactNode }, State> {
  override state: State = {}

  static getDerivedStateFromError(error: unknown): State {
    return { error: error ?? new Error('Unknown') }
  }

  override render() {
    return this.state.error ? <CrashPage error={this.state.error} /> : this.props.children
  }
}
