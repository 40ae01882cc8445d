import { expect, test } from 'vitest'
import { seededRandom } from '#shared/kernel/seeded-random'
import { groupId, type Layer } from './breakdown-cells.ts'
import { computeIndicatorSuppression } from './indicator-suppression.ts'

interface Group {
	readonly n: number
	/** Number of interviews that heard of it, the first ones; every other one of these understands it. */
	readonly heard: number
	readonly old?: number
}

/** Interviews of groups with six clusters each, and their answers. */
function interviewsOf(groups: readonly Group[]) {
	const lines = groups.flatMap(({ n, heard, old = n }, g) =>
		Array.from({ length: n }, (_, i) => ({
			g,
			cluster: g * 6 + (i % 6),
			hasHeard: i < heard,
			isOld: i < old,
			understands: i < heard && i % 2 === 0,
		})),
	)
	const layer: Layer = {
		by: 'area',
		groups: groups.map((_, g) => ({ code: `a${g}` })),
		group: lines.map(({ g }) => g),
	}
	return {
		population: {
			lines: { cluster: lines.map(({ cluster }) => cluster), clusters: groups.length * 6 },
			weight: lines.map(() => 1),
			layers: [layer],
		},
		heard: lines.map(({ hasHeard }) => Number(hasHeard)),
		knows: lines.map(({ understands }) => Number(understands)),
		knowsOfHeard: lines.map(({ understands, hasHeard }) => (hasHeard ? Number(understands) : Number.NaN)),
		likesOfHeard: lines.map(({ hasHeard }, i) => (hasHeard ? Number(i % 3 === 0) : Number.NaN)),
		heardOfOld: lines.map(({ isOld, hasHeard }) => (isOld ? Number(hasHeard) : Number.NaN)),
	}
}
const withheld = async (
	groups: readonly Group[],
	names: readonly (keyof ReturnType<typeof interviewsOf>)[],
) => {
	const made = interviewsOf(groups)
	const { each } = await computeIndicatorSuppression(
		made.population,
		names.map((name) => made[name] as number[]),
	)
	return each.map((of) => groups.flatMap((_, g) => (of.withheld.has(groupId('area', `a${g}`)) ? [g] : [])))
}

test('a group suppressed for the whole base is suppressed for each indicator, however it ranks in others', async () => {
	const groups = [
		{ n: 12, heard: 6 },
		{ n: 100, heard: 80 },
		{ n: 300, heard: 40 },
		{ n: 300, heard: 200 },
	]
	expect(await withheld(groups, ['heard', 'knows', 'knowsOfHeard'])).toEqual([[1], [1], [1]])
	expect(await withheld(groups, ['knowsOfHeard', 'knows', 'heard'])).toEqual([[1], [1], [1]])
})
test('a sub-base of a published group discloses nothing that the two published shares do not already', async () => {
	const groups = [
		{ n: 50, heard: 27 },
		{ n: 100, heard: 80 },
		{ n: 300, heard: 200 },
	]
	expect(await withheld(groups, ['heard', 'knows', 'knowsOfHeard'])).toEqual([[], [], []])
	// no published indicator discloses it
	expect(await withheld(groups, ['heard', 'knows', 'likesOfHeard'])).toEqual([[], [], [1]])
})
test('where an indicator has a smaller base, another group is suppressed for that indicator only', async () => {
	const groups = [
		{ n: 50, heard: 27, old: 12 },
		{ n: 100, heard: 80, old: 80 },
		{ n: 300, heard: 200, old: 40 },
	]
	expect(await withheld(groups, ['heard', 'knows', 'heardOfOld'])).toEqual([[], [], [1]])
})
test('a small base is reported for each indicator', async () => {
	const made = interviewsOf([{ n: 100, heard: 50 }])
	const { each } = await computeIndicatorSuppression(made.population, [made.heard, made.knowsOfHeard])
	expect(each.map(({ isNarrow }) => isNarrow)).toEqual([false, true])
})
test('where a share is suppressed, none of the shares that it derives from is published (any groups)', async () => {
	for (let seed = 1; seed <= 200; seed++) {
		const { below } = seededRandom(seed)
		const groups = Array.from({ length: 2 + below(5) }, () => {
			const n = [3, 12, 40, 100, 300][below(5)] ?? 0
			return { n, heard: below(n + 1), old: below(n + 1) }
		})
		const [heard = [], knows = [], ofHeard = []] = await withheld(groups, [
			'heard',
			'knows',
			'knowsOfHeard',
			'heardOfOld',
		])
		expect([seed, knows, ofHeard]).toEqual([seed, heard, heard])
		const hidden = groups.filter(({ n }, g) => n < 30 || heard.includes(g)).reduce((sum, { n }) => sum + n, 0)
		const isTotalPublished = groups.reduce((sum, { n }) => sum + n, 0) >= 30
		expect([seed, isTotalPublished && hidden > 0 && hidden < 30]).toEqual([seed, false])
	}
})
