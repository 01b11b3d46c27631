import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { endpoints, tenantLogo } from '@palisade/contracts'
import { useState } from 'react'
import { FileTrigger } from 'react-aria-components'
import { Button } from '../../components/button.tsx'
import { ButtonRow } from '../../components/button-row.tsx'
import { Card, CardBody } from '../../components/card.tsx'
import { Logo } from '../../components/logo.tsx'
import { Notice } from '../../components/notice.tsx'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import { StatusText } from '../../components/status-text.tsx'
import { formatSize } from '../../lib/numbers.ts'
import { useSignedInUser } from '../../lib/signed-in-user.ts'
import { useChangeLogo } from './branding-requests.ts'

const { maxBodyBytes } = endpoints['tenant.set-logo']
const { mostPixels, uploadTypes } = tenantLogo

export function LogoCard({ onChanged }: { onChanged: () => Promise<unknown> }) {
  const { logo } = useSignedInUser().tenant
  const changing = useChangeLogo(onChanged)
  const [isTooLarge, setTooLarge] = useState(false)
  const choose = (file: File | undefined) => {
    if (!file || changing.isPending) return
    setTooLarge(file.size > maxBodyBytes)
    if (file.size <= maxBodyBytes) changing.mutate(file)
  }
  return (
    <Card title={t`Logo`}>
      <CardBody>
        <div className="flex items-center gap-4">
          <Logo className="size-14 shrink-0 text-accent" />
          <p className="text-sm text-ink-soft">
            <Trans>
              A PNG, JPEG or WebP image of at most {formatSize(maxBodyBytes)} and {mostPixels} × {mostPixels} pixels. It
              is made smaller, and everything beside the picture is removed.
            </Trans>
          </p>
        </div>
        {isTooLarge && <Notice tone="danger" title={t`The file is too large`} takesFocus />}
        {changing.error && <ProblemNotice key={changing.submittedAt} error={changing.error} takesFocus />}
        <StatusText>
          {changing.isSuccess && (changing.data.logo ? t`The logo is saved.` : t`The logo is removed.`)}
        </StatusText>
        <ButtonRow>
          <FileTrigger acceptedFileTypes={[...uploadTypes]} onSelect={files => choose(files?.[0])}>
            <Button look="primary" isPending={changing.isPending}>
              <Trans>Choose a logo</Trans>
            </Button>
          </FileTrigger>
          {logo !== null && (
            <Button onPress={() => changing.mutate(undefined)}>
              <Trans>Remove logo</Trans>
            </Button>
          )}
        </ButtonRow>
      </CardBody>
    </Card>
  )
}
