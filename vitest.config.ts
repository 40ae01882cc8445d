import { fileURLToPath } from 'node:url'
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
				test: { name: 'web', include: ['web/**/*.test.ts'], environment: 'node', testTimeout: 30_000 },
			},
			{
				plugins: [localePartsPlugin()],
				define: { __APP_LANGUAGES__: JSON.stringify(readAppLanguages()), __APP_VERSION__: '"test"' },
				resolve: {
					alias: [
						// the alias of React that the app is built with has no `test-utils` of its own, and Testing Library asks for it
						{ find: 'react-dom/test-utils', replacement: 'preact/test-utils' },
						{
							find: /^@testing-library\/react$/,
							replacement: fileURLToPath(
								new URL(
									'node_modules/@testing-library/react/dist/@testing-library/react.esm.js',
									import.meta.url,
								),
							),
						},
					],
				},
				test: {
					name: 'components',
					include: ['web/**/*.test.tsx'],
					environment: 'happy-dom',
					setupFiles: ['web/testing/setup.ts'],
					testTimeout: 60_000,
				},
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
