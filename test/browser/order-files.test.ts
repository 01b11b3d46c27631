import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { exampleFileOf, type OrderRecord } from '@palisade/contracts'
import type { Page } from 'playwright-core'
import { describe, expect, onTestFinished, test } from 'vitest'
import { readNdjson } from '../support/ndjson.ts'
import { newPassword, signUp } from '../support/users.ts'
import { expectAccessible } from './axe.ts'
import { sendCredentials, useVisitors } from './browser.ts'

const visit = useVisitors()
const csv = exampleFileOf('text/csv')
const [header = '', row = ''] = csv.split('\n')

async function signInToNewTenant(page: Page): Promise<void> {
  const { email } = await signUp()
  await page.goto('/')
  await sendCredentials(page, { email, password: newPassword })
  await page.getByRole('heading', { name: 'Orders', level: 1 }).waitFor()
}

const fileOf = (text: string) => ({ name: 'orders.csv', mimeType: 'text/csv', buffer: Buffer.from(text) })

async function chooseFile(page: Page, text: string): Promise<void> {
  const opened = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: 'Choose a file' }).click()
  await (await opened).setFiles(fileOf(text))
}

/** Drops a file as a person does: a page cannot make such an event itself. */
async function dropFile(page: Page, text: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'palisade-drop-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const file = join(folder, 'orders.csv')
  await writeFile(file, text)
  const box = await page.getByText('Drop a file here, or choose one.').boundingBox()
  const place = { x: (box?.x ?? 0) + 5, y: (box?.y ?? 0) + 5 }
  const browser = await page.context().newCDPSession(page)
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    const data = { items: [], files: [file], dragOperationsMask: 1 }
    await browser.send('Input.dispatchDragEvent', { type, ...place, data })
  }
}

const download = async (page: Page, name: string) => {
  const started = page.waitForEvent('download')
  await page.getByRole('button', { name }).click()
  const file = await started
  return { name: file.suggestedFilename(), text: await readFile(await file.path(), 'utf8') }
}

describe('[P10] [P12] files of orders', () => {
  test('an import names the bad lines, which can be downloaded, and then saves a corrected file', async () => {
    const { page } = await visit()
    await signInToNewTenant(page)
    await page.getByRole('link', { name: 'Import' }).click()
    await page.getByRole('heading', { name: 'Import orders', level: 1 }).waitFor()
    await expectAccessible(page, 'the choice of a file')
    expect((await download(page, 'Download an example')).text).toBe(csv)

    await chooseFile(page, `${header}\n${row}\n${row.replace('EUR', 'XXX')}\n`)
    const table = page.getByRole('table', { name: 'Lines to correct' })
    await table.waitFor()
    await page.getByRole('status').filter({ hasText: 'Nothing was imported' }).waitFor()
    expect(await table.getByRole('row').nth(1).allTextContents()).toEqual([
      '3currencymust be one of: CHF, EUR, GBP, USD',
    ])
    await expectAccessible(page, 'the bad lines of a file')
    const list = await download(page, 'Download the list')
    expect(list.text).toBe('line,field,problem\n3,"currency","must be one of: CHF, EUR, GBP, USD"\n')
    await page.reload()
    await table.waitFor()

    await page.getByRole('link', { name: 'Import another file' }).click()
    await chooseFile(page, csv)
    await page.getByRole('status').filter({ hasText: '1 order imported as a draft' }).waitFor()
    await expectAccessible(page, 'an import that is done')
    await page.getByRole('link', { name: 'Show orders' }).click()
    await page
      .getByRole('table', { name: 'Orders' })
      .getByRole('cell', { name: /Ada Lovelace/ })
      .waitFor()

    const exported = await download(page, 'Export as CSV')
    expect(exported.name).toBe('orders.csv')
    expect(exported.text).toContain('"Ada Lovelace","ada@example.com","EUR"')
    const records = readNdjson<OrderRecord>((await download(page, 'Export as NDJSON')).text)
    expect(records.map(({ customerName }) => customerName)).toEqual(['Ada Lovelace'])
  })

  test('a file can be dropped, and one that is too large is not sent', async () => {
    const { page } = await visit()
    await signInToNewTenant(page)
    await page.goto('/orders/import')
    await page.getByRole('heading', { name: 'Import orders', level: 1 }).waitFor()
    await chooseFile(page, 'x'.repeat(10 * 1024 * 1024 + 1))
    await page.getByRole('alert').filter({ hasText: 'The file is too large' }).waitFor()
    await expectAccessible(page, 'a file that is too large')

    await dropFile(page, csv)
    await page.getByRole('status').filter({ hasText: '1 order imported as a draft' }).waitFor()
  })
})
