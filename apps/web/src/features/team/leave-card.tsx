import { useState } from 'react'
import { Button } from '../../components/button.tsx'
import { Card } from '../../components/card.tsx'
import { ConfirmDialog } from '../../components/confirm-dialog.tsx'
import { useSignedInUser } from '../../lib/signed-in-user.ts'
import type { TeamRequest } from './team-mutations.ts'

export function LeaveCard({ request }: { request: TeamRequest }) {
  const { tenant } = useSignedInUser()
  const [isAsking, setAsking] = useState(false)
  return (
    <Card title="Leave">
      <div className="flex flex-col items-start gap-3 p-5 sm:p-6">
        <p className="text-ink-soft">You lose access to {tenant.name} until somebody invites you again.</p>
        <Button look="danger" onPress={() => setAsking(true)}>
          Leave {tenant.name}
        </Button>
      </div>
      <ConfirmDialog
        isOpen={isAsking}
        title={`Leave ${tenant.name}?`}
        confirmLabel="Leave"
        cancelLabel="Cancel"
        onConfirm={() => request.mutate({ what: 'leave' })}
        onClose={() => setAsking(false)}
      >
        Your sessions and API keys stop working here at once. Your other workspaces stay.
      </ConfirmDialog>
    </Card>
  )
}
