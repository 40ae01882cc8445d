import type { TestProject } from 'vitest/node'
import { startPostgres } from './postgres.ts'

/** One PostgreSQL for all server tests; each test file makes databases of its own in it. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
	const postgres = await startPostgres()
	project.provide('postgresUrl', postgres.url)
	return () => postgres.stop()
}

declare module 'vitest' {
	export interface ProvidedContext {
		postgresUrl: string
	}
}
