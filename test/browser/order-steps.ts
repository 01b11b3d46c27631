import type { Page } from 'playwright-core'

export async function fillOrder(page: Page, customer: string): Promise<void> {
  await page.getByLabel('Customer name').fill(customer)
  await page.getByLabel('Customer email').fill('buyer@example.org')
  const line = page.getByRole('group', { name: 'Line 1' })
  await line.getByLabel('SKU').fill('CHAIR-01')
  await line.getByLabel('Description').fill('Oak chair')
  await line.getByLabel('Quantity').fill('2')
  await line.getByLabel('Unit price').fill('189.00')
}

export async function createOrder(page: Page, customer: string): Promise<void> {
  await page.getByRole('link', { name: 'New order' }).click()
  await fillOrder(page, customer)
  await page.getByRole('button', { name: 'Create order' }).click()
  await page.getByRole('heading', { name: /^Order ORD-/ }).waitFor()
}
