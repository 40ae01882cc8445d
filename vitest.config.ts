import { defineConfig } from 'vitest/config'
import { readAppLanguages } from './scripts/app-languages.ts'
import { localePartsPlugin } from './scripts/locale-parts-plugin.ts'

export default defineConfig({
	test: {
		projects: [
			{
				test: {
					name: 'shared',
					include: ['shared/**/*.test.ts', 'conformance/**/*.test.ts', 'scripts/**/*.test.ts'],
					environment: 'node',
					// what is random is tried many times, on a machine that does other things
					testTimeout: 60_000,
				},
			},
			{
				plugins: [localePartsPlugin()],
				define: { __APP_LANGUAGES__: JSON.stringify(readAppLanguages()) },
				test: { name: 'web', include: ['web/**/*.test.ts?(x)'], environment: 'node', testTimeout: 30_000 },
			},
			{
				test: {
					name: 'simulate',
					include: ['simulate/**/*.test.ts'],
					environment: 'node',
					globalSetup: './tests/postgres-for-tests.ts',
					testTimeout: 60_000,
				},
			},
			{
				test: {
					name: 'fuzz',
					include: ['fuzz/**/*.test.ts'],
					environment: 'node',
					globalSetup: './tests/postgres-for-tests.ts',
					testTimeout: 120_000,
					hookTimeout: 60_000,
				},
			},
			{
				test: {
					name: 'breaking',
					include: ['breaking/**/*.test.ts'],
					environment: 'node',
					globalSetup: ['./tests/postgres-for-tests.ts', './tests/build-for-tests.ts'],
					// processes are started dozens of times, on a machine that does other things
					testTimeout: 240_000,
					hookTimeout: 60_000,
				},
			},
			{
				test: {
					name: 'server',
					include: ['sync-server/**/*.test.ts'],
					environment: 'node',
					globalSetup: './tests/postgres-for-tests.ts',
					testTimeout: 30_000,
					hookTimeout: 60_000,
				},
			},
		],
	},
})
