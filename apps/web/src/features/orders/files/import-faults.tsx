import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { ImportFault } from '@palisade/contracts'
import { Button } from '../../../components/button.tsx'
import { Card, CardBody } from '../../../components/card.tsx'
import { ColumnHeading, cellStyle, numberStyle, RowHeading, Table } from '../../../components/table.tsx'
import { translateFault } from '../../../lib/contract-texts.ts'
import { formatNumber } from '../../../lib/numbers.ts'
import { saveFile } from '../../../lib/save-file.ts'

const shown = 100

/** The bad lines of a file: the first ones as a table, and all of them to download. */
export function ImportFaults({ faults }: { faults: readonly ImportFault[] }) {
  return (
    <Card
      title={t`Lines to correct`}
      aside={
        <Button onPress={() => saveFile(toCsv(faults), 'faults.csv')}>
          <Trans>Download the list</Trans>
        </Button>
      }
    >
      <Table
        caption={t`Lines to correct`}
        head={
          <>
            <ColumnHeading className={`w-px ${numberStyle}`}>
              <Trans>Line</Trans>
            </ColumnHeading>
            <ColumnHeading>
              <Trans>Field</Trans>
            </ColumnHeading>
            <ColumnHeading>
              <Trans>Problem</Trans>
            </ColumnHeading>
          </>
        }
      >
        {faults.slice(0, shown).map(({ line, field, detail }) => (
          <tr key={`${line} ${field} ${detail}`}>
            <RowHeading className={numberStyle}>{formatNumber(line)}</RowHeading>
            <td className={`${cellStyle} min-w-24 wrap-anywhere`}>
              {field ? <code className="font-mono text-sm">{field}</code> : t`The line`}
            </td>
            <td className={`${cellStyle} wrap-anywhere`}>{translateFault(detail)}</td>
          </tr>
        ))}
      </Table>
      {faults.length > shown && (
        <CardBody className="border-t border-line text-sm text-ink-faint">
          <Trans>
            The first {shown} of {formatNumber(faults.length)}. Download the list to see all of them.
          </Trans>
        </CardBody>
      )}
    </Card>
  )
}

/** A field of the file can be named like a formula; the quotes and the space keep a spreadsheet from running it. */
function toCsv(faults: readonly ImportFault[]): Blob {
  const quote = (text: string) => `"${/^\w/.test(text) ? '' : ' '}${text.replaceAll('"', '""')}"`
  const rows = faults.map(({ line, field, detail }) => `${line},${quote(field)},${quote(detail)}`)
  return new Blob([`line,field,problem\n${rows.join('\n')}\n`], { type: 'text/csv' })
}
