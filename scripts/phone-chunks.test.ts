import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { assignChunks } from './phone-chunks.ts'

test('a module is in the first chunk that imports it, and others are left to the bundler', () => {
	const top = join(import.meta.dirname, '..')
	const imports: Record<string, string[]> = { 'first.ts': ['both.ts'], 'second.ts': ['both.ts', 'own.ts'] }
	const graph = {
		getModuleInfo: (id: string) => ({
			importedIds: (imports[id.slice(top.length + 1)] ?? []).map((name) => join(top, name)),
		}),
	}
	const chunkOf = assignChunks([
		{ name: 'a', entries: ['first.ts'] },
		{ name: 'b', entries: ['second.ts'] },
	])
	const names = ['first.ts', 'both.ts', 'second.ts', 'own.ts', 'other.ts']
	expect(names.map((name) => chunkOf(join(top, name), graph))).toEqual(['a', 'a', 'b', 'b', null])
})

/** Files that a file imports statically, types aside. */
function staticImportsOf(file: string): string[] {
	const text = readFileSync(file, 'utf8')
	const found = text.matchAll(/^(?:import(?! type)|export)\s[^'"();]*?from '([^']+)'/gm)
	return [...found].flatMap(([, target = '']) =>
		target.startsWith('.')
			? [join(dirname(file), target)]
			: target.startsWith('#shared/')
				? [`${target.replace('#shared/', 'shared/')}.ts`]
				: [],
	)
}

test('the first screen of a phone imports neither the sync nor the engine of the forms', () => {
	const found = new Set(['web/main.tsx'])
	for (const file of found) for (const target of staticImportsOf(file)) found.add(target)
	expect(found).toContain('web/phone/unlock/unlock-screen.tsx')
	expect([...found].filter((file) => /sync-loop|form-session|compile-form|\/work\.ts$/.test(file))).toEqual(
		[],
	)
})
