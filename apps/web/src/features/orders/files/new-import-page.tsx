import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { endpoints, exampleFileOf, mostImportedRows, orderFileTypes } from '@palisade/contracts'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { DropZone, FileTrigger, isFileDropItem } from 'react-aria-components'
import { Button } from '../../../components/button.tsx'
import { Notice } from '../../../components/notice.tsx'
import { Page } from '../../../components/page.tsx'
import { ProblemNotice } from '../../../components/problem-notice.tsx'
import { formatNumber, formatSize } from '../../../lib/numbers.ts'
import { saveFile } from '../../../lib/save-file.ts'
import { BackToOrders } from '../back-to-orders.tsx'
import { type ChosenFile, useUpload } from './import-requests.ts'

const { maxBodyBytes } = endpoints['order-imports.create']

/** Takes a file of orders, and goes on to the page of its import. */
export function NewImportPage() {
  const navigate = useNavigate()
  const uploading = useUpload()
  const [chosen, setChosen] = useState<ChosenFile>()
  const isTooLarge = chosen !== undefined && chosen.file.size > maxBodyBytes
  const send = (file: ChosenFile) =>
    uploading.mutate(file, {
      onSuccess: ({ id }) => navigate({ to: '/orders/imports/$importId', params: { importId: id } }),
    })
  const choose = (file: File | undefined) => {
    if (!file || uploading.isPending) return
    const next = { file, key: crypto.randomUUID() }
    uploading.reset()
    setChosen(next)
    if (file.size <= maxBodyBytes) send(next)
  }
  return (
    <Page
      title={t`Import orders`}
      back={<BackToOrders />}
      intro={
        <Trans>
          The file is CSV or NDJSON, with up to {formatNumber(mostImportedRows)} lines and {formatSize(maxBodyBytes)}.
          All of its orders become drafts, or none of them if a line is not valid.
        </Trans>
      }
    >
      {isTooLarge && (
        <Notice tone="danger" title={t`The file is too large`} takesFocus>
          <p className="text-sm">
            <Trans>Divide it into files of at most {formatSize(maxBodyBytes)}.</Trans>
          </p>
        </Notice>
      )}
      {uploading.error && <ProblemNotice error={uploading.error} onRetry={() => chosen && send(chosen)} takesFocus />}
      <DropZone
        aria-label={t`Drop a file here`}
        onDrop={async ({ items }) => choose(await items.find(isFileDropItem)?.getFile())}
        className="flex flex-col items-center gap-4 rounded-card border-2 border-dashed border-edge bg-surface px-6 py-12 text-center data-drop-target:border-accent data-drop-target:bg-sunken"
      >
        <p className="text-ink-soft">
          <Trans>Drop a file here, or choose one.</Trans>
        </p>
        <FileTrigger acceptedFileTypes={['.csv', '.ndjson', '.jsonl']} onSelect={files => choose(files?.[0])}>
          <Button look="primary" isPending={uploading.isPending}>
            {uploading.isPending ? t`Uploading…` : t`Choose a file`}
          </Button>
        </FileTrigger>
      </DropZone>
      <Button
        className="self-start"
        onPress={() =>
          saveFile(new Blob([exampleFileOf(orderFileTypes.csv)], { type: orderFileTypes.csv }), 'example.csv')
        }
      >
        <Trans>Download an example</Trans>
      </Button>
    </Page>
  )
}
