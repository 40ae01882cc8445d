import { defineConfig } from 'vite'

export default defineConfig({
	root: 'sync-server',
	publicDir: false,
	build: { ssr: 'main.ts', outDir: '../dist/server', emptyOutDir: true, target: 'node20' },
})
