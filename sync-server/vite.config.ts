import { defineConfig } from 'vite'

export default defineConfig({
	root: 'sync-server',
	publicDir: false,
	build: {
		ssr: true,
		rolldownOptions: {
			input: {
				main: 'sync-server/main.ts',
				maintenance: 'sync-server/maintenance.ts',
				// the name of maintenance that systemd units of earlier versions call
				'keep-safe': 'sync-server/maintenance.ts',
			},
		},
		outDir: '../dist/server',
		emptyOutDir: true,
		target: 'node20',
	},
})
