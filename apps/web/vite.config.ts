import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'
import { messages } from './messages-plugin.ts'

const api = process.env['API_URL'] ?? 'http://localhost:8080'

/** Writes scripts and styles compressed as well, so that no server spends time on it for each visitor. */
const compressAssets: Plugin = {
  name: 'compress-assets',
  apply: 'build',
  async writeBundle({ dir = '' }, bundle) {
    for (const [file, output] of Object.entries(bundle)) {
      if (!/\.(?:js|css)$/.test(file)) continue
      const content = output.type === 'chunk' ? output.code : output.source
      await writeFile(join(dir, `${file}.gz`), gzipSync(content, { level: 9 }))
    }
  },
}

export default defineConfig({
  plugins: [messages(), react(), tailwindcss(), compressAssets],
  build: {
    // The policy of the pages allows no data: scripts and fonts, so that nothing is inlined.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: false,
    rolldownOptions: {
      output: {
        // Libraries stay in the browser's cache when only the app changes.
        codeSplitting: { groups: [{ name: 'react', test: /node_modules\/(react|react-dom|scheduler)\// }] },
      },
    },
  },
  server: {
    port: 5173,
    strictPort: true,
    proxy: { '/api': api, '/livez': api, '/readyz': api, '/.well-known': api },
  },
})
