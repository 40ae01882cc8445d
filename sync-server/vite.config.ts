import { defineConfig } from 'vite'

export default defineConfig({
	root: 'sync-server',
	publicDir: false,
	build: {
		ssr: true,
		rolldownOptions: { input: ['sync-server/main.ts', 'sync-server/maintenance.ts'] },
		outDir: '../dist/server',
		emptyOutDir: true,
		target: 'node20',
	},
})
