import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const tests = ['shared', 'sync-server', 'web', 'tests', 'scripts']
	.flatMap((folder) =>
		readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`),
	)
	.filter((path) => /\.(test|spec)\.tsx?$/.test(path))
const testsWith = (...parts: readonly string[]) =>
	tests.filter((path) => readFileSync(path, 'utf8').includes(parts.join('.')))

test('tests take random numbers from a seed, so that a failure can be repeated', () => {
	expect(testsWith('Math', 'random')).toEqual([])
})

test('tests wait with one limit, set in vitest.config.ts: that of vi.waitFor is a second, which a busy machine exceeds', () => {
	expect(testsWith('vi', 'waitFor(')).toEqual([])
})
