import { describe, expect, test } from 'vitest'
import { seededRandom } from '#shared/kernel/seeded-random'
import { randomHistory } from '#shared/testing/random-history'
import { type FoldRevision, fold, noRules } from './fold.ts'
import { foldSeenState } from './seen-state.ts'
import { seenStates } from './seen-states.ts'
import { computeStateDigest } from './state-digest.ts'

/** Generates a random history whose revisions mostly follow one another, as those of a phone do. */
function mostlyChained(seed: number): Map<string, FoldRevision> {
	const random = seededRandom(seed)
	const branches = random.pick([0, 0.1, 0.5])
	let before: string | null = null
	const chained = new Map<string, FoldRevision>()
	for (const part of [0, 1, 2])
		for (const revision of randomHistory(seed * 3 + part).values()) {
			const id = `${part}${revision.id}`
			const branched = [...chained.keys()].filter(() => random.chance(0.2)).slice(0, 2)
			const parents = random.chance(branches) ? branched : before === null ? [] : [before]
			const isLost = random.chance(0.01)
			chained.set(id, { ...revision, id, parents: isLost ? ['never-arrived'] : [...parents].sort() })
			before = id
		}
	return chained
}

describe('the state that an author had seen', () => {
	test('equals a full fold of its ancestors, in any order of queries', () => {
		let chains = 0
		for (let seed = 1; seed <= 1500; seed++) {
			const history = mostlyChained(seed)
			const states = seenStates(history)
			const random = seededRandom(seed)
			const revisions = [...history.values()]
			if (seed % 3 === 0) revisions.sort(() => random.below(3) - 1)
			for (const { id, parents } of revisions) {
				const view = foldSeenState(parents, history)
				const whole = view && { status: view.status, sum: computeStateDigest(view) }
				expect(states.at(parents, noRules), `seed ${seed}, parents of ${id}`).toEqual(whole)
			}
			if (revisions.every(({ parents }) => parents.length < 2)) chains++
		}
		expect(chains).toBeGreaterThan(100)
	})
	test('of a chain costs its changes, and not their square', () => {
		const paths = Array.from({ length: 100 }, (_, i) => `q${i}`)
		const chainOf = (length: number) =>
			new Map(
				Array.from({ length }, (_, i): [string, FoldRevision] => [
					`r${i}`,
					{
						id: `r${i}`,
						parents: i === 0 ? [] : [`r${i - 1}`],
						set: Object.fromEntries(paths.map((path) => [path, i])),
						rank: 1,
					},
				]),
			)
		const workOf = (length: number) => {
			const history = chainOf(length)
			const states = seenStates(history)
			for (const { parents } of history.values()) states.at(parents, noRules)
			return states.work
		}
		expect(workOf(200)).toBeLessThan(2.1 * workOf(100))
	})
	test('many authors with the same state are merged at the cost of one after the other', () => {
		const root: FoldRevision = { id: 'r', parents: [], set: { a: 0 }, rank: 1 }
		const sides = Array.from({ length: 1000 }, (_, i): FoldRevision => {
			const id = `s${String(i).padStart(4, '0')}`
			return {
				id,
				parents: ['r'],
				set: Object.fromEntries(Array.from({ length: 20 }, (_, k) => [`q${k}`, i])),
				rank: 1,
			}
		})
		const began = performance.now()
		const { conflicts } = fold(new Map([root, ...sides].map((each) => [each.id, each])))
		expect(conflicts).toHaveLength(20)
		expect(performance.now() - began).toBeLessThan(1500)
	})
})
