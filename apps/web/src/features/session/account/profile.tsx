import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Link } from '@tanstack/react-router'
import { buttonStyle } from '../../../components/button.tsx'
import { ButtonRow } from '../../../components/button-row.tsx'
import { Card, CardBody } from '../../../components/card.tsx'
import { Facts } from '../../../components/facts.tsx'
import { roleName } from '../../../lib/contract-texts.ts'
import { useSignedInUser } from '../../../lib/signed-in-user.ts'

export function Profile() {
  const { name, email, role, tenant } = useSignedInUser()
  return (
    <Card title={t`Profile`}>
      <CardBody>
        <Facts
          facts={[
            [t`Name`, name],
            [t`Email`, email],
            [t`Workspace`, tenant.name],
            [t`Role`, roleName(role)],
          ]}
        />
        <ButtonRow>
          <Link to="/account/email" className={buttonStyle()}>
            <Trans>Change email</Trans>
          </Link>
          <Link to="/account/password" className={buttonStyle()}>
            <Trans>Change password</Trans>
          </Link>
        </ButtonRow>
      </CardBody>
    </Card>
  )
}
