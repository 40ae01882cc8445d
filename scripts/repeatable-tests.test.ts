import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

test('tests take random numbers from a seed, so that a failure can be repeated', () => {
	const files = ['shared', 'sync-server', 'web', 'tests', 'scripts'].flatMap((folder) =>
		readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`),
	)
	const unseeded = files.filter(
		(path) =>
			/\.(test|spec)\.tsx?$/.test(path) && readFileSync(path, 'utf8').includes(['Math', 'random'].join('.')),
	)
	expect(unseeded).toEqual([])
})
