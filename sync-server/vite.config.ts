import { defineConfig } from 'vite'
import { programVersion } from '../scripts/program-version.ts'

export default defineConfig({
	root: 'sync-server',
	publicDir: false,
	define: { __ZILA_VERSION__: JSON.stringify(programVersion()) },
	// in few files: reading those of all packages was 30 % of the CPU time of a start; those with compiled parts stay outside
	ssr: { noExternal: true, external: ['better-sqlite3', '@node-rs/argon2', 'pg-native'] },
	build: {
		ssr: true,
		rolldownOptions: {
			input: {
				main: 'sync-server/main.ts',
				zila: 'sync-server/zila.ts',
				// the names that systemd units of earlier versions call
				maintenance: 'sync-server/zila.ts',
				'keep-safe': 'sync-server/zila.ts',
			},
		},
		outDir: '../dist/server',
		emptyOutDir: true,
		target: 'node20',
	},
})
