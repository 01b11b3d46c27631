import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { dataSettingsPage } from '@palisade/contracts'
import { Link } from '@tanstack/react-router'
import { linkStyle } from '../components/link-style.ts'
import { formatMoment } from '../lib/dates.ts'
import type { User } from '../lib/signed-in-user.ts'

/** Says on every page why the workspace is closed. */
export function DeletionBanner({ user, eraseAfter }: { user: User; eraseAfter: string }) {
  const { name } = user.tenant
  const moment = formatMoment(eraseAfter)
  return (
    <div role="status" className="border-b border-warn/40 bg-warn-soft px-4 py-2 text-center text-sm sm:px-6">
      <Trans>
        {name} is being deleted. All of its data is erased after {moment}.
      </Trans>{' '}
      {user.scopes.includes('tenant:own') ? (
        <Link to={dataSettingsPage} className={linkStyle}>
          <Trans>See how to keep it</Trans>
        </Link>
      ) : (
        t`An owner can still keep it.`
      )}
    </div>
  )
}
