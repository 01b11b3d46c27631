import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { LinkPurpose } from '@palisade/contracts'
import { useMutation } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Button } from '../../components/button.tsx'
import { Notice } from '../../components/notice.tsx'
import { RequestForm } from '../../components/request-form.tsx'
import { EntranceLink } from './entrance-link.tsx'
import { LinkOwner } from './link-owner.tsx'
import { NewPasswordField } from './new-password-field.tsx'
import { UsernameField } from './username-field.tsx'

type Chosen = { token: string; newPassword: string }

type SetPasswordProps = {
  purpose: LinkPurpose
  send: (chosen: Chosen) => Promise<unknown>
  button: string
  done: { title: string; text: string }
  /** Below the form, until the password is set. */
  children?: ReactNode
}

/** The form of a mailed link that sets a new password. */
export function SetPasswordByLink({ purpose, send, button, done, children }: SetPasswordProps) {
  // The cache would keep the password in memory for minutes after the user has left the page.
  const setting = useMutation({ mutationFn: send, gcTime: 0 })
  if (setting.isSuccess) {
    return (
      <>
        <Notice tone="info" title={done.title} takesFocus>
          <p className="text-sm">{done.text}</p>
        </Notice>
        <EntranceLink to="/sign-in">
          <Trans>Sign in</Trans>
        </EntranceLink>
      </>
    )
  }
  return (
    <>
      <LinkOwner purpose={purpose}>
        {({ token, email }) => (
          <RequestForm
            request={setting}
            onSubmit={textOf => setting.mutate({ token, newPassword: textOf('/newPassword') })}
          >
            <UsernameField email={email} />
            <NewPasswordField pointer="/newPassword" email={email} />
            <Button type="submit" look="primary" isPending={setting.isPending} className="mt-2">
              {setting.isPending ? t`Setting…` : button}
            </Button>
          </RequestForm>
        )}
      </LinkOwner>
      {children}
    </>
  )
}
