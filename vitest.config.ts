import { defineConfig } from 'vitest/config'

export default defineConfig({
	test: {
		projects: [
			{
				test: {
					name: 'shared',
					include: ['shared/**/*.test.ts', 'conformance/**/*.test.ts'],
					environment: 'node',
				},
			},
			{ test: { name: 'web', include: ['web/**/*.test.ts?(x)'], environment: 'node' } },
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
