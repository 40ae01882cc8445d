import { expect, test } from 'vitest'
import { formOf } from '#shared/testing/scenario'
import { classifyCoordinates } from './coordinate-disclosure.ts'

const versionsOf = (...lines: readonly string[]) =>
	lines.map((line, i) => ({
		version: i + 1,
		definition: formOf(`
			type      name  label  bind::zila:personal
			text      name  Name
			${line}
		`),
	}))
const [age, well, home] = ['integer age Age', 'geopoint place Well', 'geopoint place Home yes'].map((line) =>
	line.replaceAll(' ', '  '),
) as [string, string, string]

test('a form without locations is distinguished from one with household locations only', () => {
	expect([age, home, well].map((line) => classifyCoordinates(versionsOf(line)))).toEqual([
		'none',
		'excluded',
		'included',
	])
	expect(classifyCoordinates([])).toBe('none')
})

test('a location asked by an older version only is exported; one that any version marks as not exported is not', () => {
	expect(classifyCoordinates(versionsOf(well, age))).toBe('included')
	expect(classifyCoordinates(versionsOf(home, age))).toBe('excluded')
	expect(classifyCoordinates(versionsOf(home, well))).toBe('excluded')
})
