import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    projects: [
      {
        test: {
          name: 'units',
          include: ['packages/**/*.test.ts', 'apps/**/*.test.{ts,tsx}', 'infra/**/*.test.ts'],
          exclude: ['**/node_modules/**'],
        },
      },
    ],
  },
})
