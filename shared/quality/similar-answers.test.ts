import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { nodesOf } from '#shared/forms/form-nodes'
import { seededRandom } from '#shared/kernel/seeded-random'
import { readDistricts } from '#shared/study/district-list'
import { cheatedRound, seenCheated } from '#shared/testing/cheated-round'
import { plantRound, seenPlanted } from '#shared/testing/planted-round'
import { loadInstrument } from '../../tests/helpers/instruments.ts'
import type { FinishedInterview } from './checked-interview.ts'
import { agreementOf, leastAgreement, type PackedAnswers, substantiveItems } from './packed-answers.ts'
import { startRoundThresholds } from './round-thresholds.ts'
import { blocksFor, SimilarAnswers } from './similar-answers.ts'

const limits = { leastItems: startRoundThresholds.q09LeastItems, most: leastAgreement }
const paths = nodesOf(loadInstrument('household')).map(({ template }) => template)
const pathOf = (name: string) => paths.find((path) => path === name || path.endsWith(`/${name}`)) ?? name

const indexOf = (interviews: Iterable<readonly [string, PackedAnswers]>): SimilarAnswers => {
	const index = new SimilarAnswers()
	for (const [record, packed] of interviews) index.set(record, packed)
	return index
}

/** Compares some of the interviews with all, and looks how many of their similar ones are candidates. */
function recallOf(round: Iterable<readonly FinishedInterview[]>, everyNth: number) {
	const interviews = [...round].flat()
	const index = indexOf(interviews.map(({ record, packed }) => [record, packed]))
	const [missed, best]: [string[], string[]] = [[], []]
	let similar = 0
	for (const { record, packed } of interviews.filter((_, i) => i % everyNth === 0)) {
		const found = new Set(index.similarTo(record, packed))
		let [nearest, share] = ['', 0]
		for (const other of interviews) {
			const agreement = other.record === record ? null : agreementOf(packed, other.packed, limits)
			if (agreement === null) continue
			similar++
			if (!found.has(other.record)) missed.push(`${record} ${other.record}`)
			if (agreement > share) [nearest, share] = [other.record, agreement]
		}
		if (nearest !== '' && !found.has(nearest)) best.push(`${record} ${nearest}`)
	}
	return { interviews: interviews.length, similar, missed, missedNearest: best }
}

describe('candidates find all that a comparison with the whole round finds', () => {
	test('in a round with copies, cheats and a homogeneous district', () => {
		const conducts = ['friend-30', 'collude', 'plain', 'modal', 'plain'] as const
		const planted = cheatedRound({
			seed: 5,
			layout: 'shared',
			pathOf,
			districts: [...conducts, 'homogeneous'].map((_, i) => `PK${600 + i}`),
			conductOf: (d, i) =>
				d === conducts.length ? 'homogeneous' : i < 2 ? (conducts[d] ?? 'plain') : 'plain',
		})
		const found = recallOf(seenCheated(planted, paths, () => null).values(), 5)
		expect(found.similar).toBeGreaterThan(2_000)
		expect(found).toMatchObject({ missed: [], missedNearest: [] })
	})
	test('in a round of several thousand with enumerators who copy', () => {
		const districts = readDistricts(readFileSync('shared/study/pakistan-2023/districts.csv', 'utf8'))
		const planted = plantRound({
			seed: 31,
			round: 'endline',
			districts: districts.slice(0, 31).map(({ code }) => code),
			perDistrict: 160,
			habitOf: (i) => (i % 25 === 0 ? 'copies' : i % 30 === 1 ? 'makes-up' : 'plain'),
			pathOf,
		})
		const found = recallOf(seenPlanted(planted, paths, () => null).values(), 40)
		expect(found.similar).toBeGreaterThan(30)
		expect(found).toMatchObject({ interviews: 4960, missed: [], missedNearest: [] })
	})
	test('whatever the answers, up to 4,096 interviews', () => {
		const random = seededRandom(3)
		const mostDiffering = blocksFor(4_096) - 1
		expect(mostDiffering).toBe(18)
		const originals = Array.from({ length: 2_000 }, () =>
			random.bytes(substantiveItems.length).map((byte) => byte % 5),
		)
		const index = indexOf(originals.map((packed, i) => [`r${i}`, packed]))
		for (const [i, original] of originals.entries()) {
			const copy = original.slice()
			const items = [...substantiveItems.keys()]
			for (let k = 0; k < mostDiffering; k++) {
				const [item = 0] = items.splice(random.below(items.length), 1)
				copy[item] = 9
			}
			expect(index.similarTo('copy', copy)).toContain(`r${i}`)
		}
	})
})

describe('an index of answers', () => {
	const one = seededRandom(9).bytes(substantiveItems.length)
	const another = one.map((byte) => byte ^ 255)
	test('finds an interview by its present answers only, and not itself', () => {
		const index = indexOf([
			['a', one],
			['a', one],
			['b', another],
		])
		expect(index.size).toBe(2)
		expect(index.similarTo('c', one)).toEqual(['a'])
		expect(index.similarTo('a', one)).toEqual([])
		index.set('a', another)
		expect(index.similarTo('c', one)).toEqual([])
		expect(index.similarTo('c', another).sort()).toEqual(['a', 'b'])
		index.delete('a')
		expect(index.similarTo('c', another)).toEqual(['b'])
	})
	test('needs fewer candidates than there are interviews', () => {
		const random = seededRandom(4)
		const index = indexOf(
			Array.from({ length: 5_000 }, (_, i) => [`r${i}`, random.bytes(substantiveItems.length)]),
		)
		expect(index.similarTo('x', random.bytes(substantiveItems.length))).toEqual([])
	})
})
