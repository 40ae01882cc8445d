import { BaseSequencer, type TestSpecification } from 'vitest/node'

/**
 * The slowest test files: started last, one of them would run alone at the end while the other cores wait.
 * Each run measures them (`test-results/timing.json`).
 */
const slowest = [
	'tests/simulator/simulate.test.ts',
	'sync-server/http/routes.test.ts',
	'sync-server/start.test.ts',
	'sync-server/http/export-routes.test.ts',
	'tests/kills/kills.test.ts',
	'sync-server/export/memory.test.ts',
	'sync-server/zila.test.ts',
	'tests/fuzz/fuzz.test.ts',
	'sync-server/demonstration/demonstration.test.ts',
	'sync-server/http/results.test.ts',
	'sync-server/export/media.test.ts',
]

export class SlowestFirst extends BaseSequencer {
	override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
		const rank = ({ moduleId }: TestSpecification) => {
			const at = slowest.findIndex((path) => moduleId.endsWith(path))
			return at < 0 ? slowest.length : at
		}
		return (await super.sort(files)).sort((one, other) => rank(one) - rank(other))
	}
}
