import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { env } from 'node:process'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { messages } from '../apps/web/messages-plugin.ts'
import { ResultsReporter } from './results-reporter.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

/**
 * Real servers on a machine that may be busy: slow is not wrong. A case waits for what it looks for, and one that hangs ends
 * after five minutes. None is tried again: a test that passes at the second try hides a fault of the code or its own.
 */
const patient = {
  testTimeout: 300_000,
  hookTimeout: 300_000,
  fileParallelism: false,
  expect: { poll: { timeout: 30_000 } },
}

/** The same suite against another server. */
const conformance = (target: string, setup = target) => ({
  test: {
    ...patient,
    // Behind published ports all cases share one address, and so its limits and what each of them did wrong.
    ...(target === 'given' && { testTimeout: 900_000, hookTimeout: 900_000 }),
    name: `conformance:${target}`,
    include: ['test/conformance/**/*.test.ts'],
    globalSetup: join(root, 'test/support/targets', `${setup}.ts`),
  },
})

const browser = (target: string) => ({
  test: {
    ...patient,
    name: `browser:${target}`,
    include: ['test/browser/**/*.test.ts'],
    globalSetup: join(root, 'test/support/targets', `${target}.ts`),
  },
})

export default defineConfig({
  test: {
    root,
    reporters: ['default', ...(env['RESULTS_FILE'] ? [new ResultsReporter(env['RESULTS_FILE'])] : [])],
    // Asked for by test/run.ts, where every server is there: what is not run for want of one is not covered either.
    coverage: {
      include: ['packages/security/**/*.ts'],
      exclude: ['**/*.test.ts', '**/*-for-tests.ts'],
      reporter: ['text-summary'],
      reportsDirectory: join(tmpdir(), 'palisade-coverage'),
      thresholds: { branches: 95 },
    },
    projects: [
      {
        plugins: [messages()],
        test: {
          name: 'units',
          setupFiles: [join(root, 'apps/web/src/locales/english-for-tests.ts')],
          // Real servers, databases and hundreds of random cases, on a machine that may be busy: slow is not wrong.
          testTimeout: 60_000,
          hookTimeout: 60_000,
          include: [
            'packages/**/*.test.ts',
            'apps/**/*.test.{ts,tsx}',
            'infra/**/*.test.ts',
            'test/edge/*.test.ts',
            'test/database/*.test.ts',
            'test/mobile-client/*.test.ts',
            'test/openapi/*.test.ts',
            'test/structure/*.test.ts',
          ],
          exclude: ['**/node_modules/**'],
        },
      },
      conformance('given'),
      conformance('embedded'),
      conformance('single-vps', 'single-vps-with-logs'),
      conformance('spa-mobile'),
      conformance('multi-tenant-saas'),
      browser('given'),
      browser('embedded'),
      browser('single-vps'),
      {
        test: {
          ...patient,
          name: 'firefox',
          include: ['test/firefox/**/*.test.ts'],
          globalSetup: join(root, 'test/support/targets/embedded.ts'),
        },
      },
      {
        test: {
          ...patient,
          // Some two hundred pictures.
          testTimeout: 1_800_000,
          name: 'screenshots',
          include: ['test/screenshots/**/*.test.ts'],
          globalSetup: join(root, 'test/support/targets/embedded.ts'),
        },
      },
      // More than ten thousand requests, most of them through the Core Rule Set: three minutes, and more on a busy machine.
      { test: { ...patient, name: 'waf', include: ['test/waf/**/*.test.ts'] } },
      browser('spa-mobile'),
      browser('multi-tenant-saas'),
      {
        test: {
          ...patient,
          // Seventeen variants of an architecture: two minutes, and more on a machine that is busy.
          hookTimeout: 1_800_000,
          name: 'attacks',
          include: ['test/attacks/**/*.test.ts'],
        },
      },
      { test: { ...patient, name: 'containers', include: ['test/containers/**/*.test.ts'] } },
      { test: { ...patient, name: 'hosts', include: ['test/hosts/**/*.test.ts'] } },
      { test: { ...patient, name: 'faults', include: ['test/faults/**/*.test.ts'] } },
      {
        test: {
          ...patient,
          name: 'operations',
          include: ['test/operations/**/*.test.ts'],
          globalSetup: join(root, 'test/support/targets/single-vps.ts'),
        },
      },
      {
        test: {
          ...patient,
          name: 'stack',
          include: ['test/stack/**/*.test.ts'],
          globalSetup: join(root, 'test/support/targets/single-vps.ts'),
        },
      },
    ],
  },
})
