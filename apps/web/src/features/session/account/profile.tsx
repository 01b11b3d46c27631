import { Link } from '@tanstack/react-router'
import { buttonStyle } from '../../../components/button.tsx'
import { Card } from '../../../components/card.tsx'
import { Facts } from '../../../components/facts.tsx'
import { useSignedInUser } from '../../../lib/signed-in-user.ts'

export function Profile() {
  const { name, email, role, tenant } = useSignedInUser()
  return (
    <Card title="Profile">
      <div className="flex flex-col gap-4 px-5 py-4 sm:px-6">
        <Facts
          facts={[
            ['Name', name],
            ['Email', email],
            ['Works in', `${tenant.name}, as ${role}`],
          ]}
        />
        <Link to="/account/password" className={buttonStyle('secondary', 'self-start')}>
          Change password
        </Link>
      </div>
    </Card>
  )
}
