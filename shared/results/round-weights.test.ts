import { expect, test } from 'vitest'
import fc from '#shared/testing/fast-check'
import {
	computeRoundWeights,
	type WeightingHousehold,
	type WeightingInput,
	weightsIn,
} from './round-weights.ts'

const [first, second] = ['PK607-01', 'PK607-02']
const interview = (id: string, rest: Partial<WeightingHousehold> = {}): WeightingHousehold => ({
	id,
	district: 'PK607',
	cluster: first,
	household: Number(id.slice(1)),
	replaces: null,
	sex: 'male',
	eligible: 1,
	ended: 'interview',
	...rest,
})
const round = (
	households: readonly WeightingHousehold[],
	rest: Partial<WeightingInput> = {},
): WeightingInput => ({
	census: [
		{ district: 'PK607', sex: 'male', people: 6000 },
		{ district: 'PK607', sex: 'female', people: 4000 },
	],
	clusters: [],
	listings: [],
	sample: new Map(),
	households,
	...rest,
})
const peopleOf = (given: WeightingInput) =>
	weightsIn(computeRoundWeights(given).csv, 'people-of-the-districts')
const listing = (cluster: string, listed: number, drawn: number, id = `l-${cluster}`) => ({
	id,
	cluster,
	listed,
	drawn,
})

test('the weight comes from the probability of the cluster, households listed and drawn, and adults of the household', () => {
	const found = peopleOf(
		round(
			[
				interview('a1'),
				interview('a2', { eligible: 3 }),
				interview('b1', { cluster: second }),
				interview('c9', { sex: 'female' }),
			],
			{
				clusters: [
					{ cluster: first, chance: 0.1, listed: null },
					{ cluster: second, chance: 0.2, listed: 240 },
				],
				listings: [listing(first, 100, 10)],
				sample: new Map([[second, 12]]),
			},
		),
	)
	// 10 × 10 × adults, and 5 × 20: 100, 300 and 100 of men for 6000
	expect([...found.keys()]).toEqual(['a1', 'a2', 'b1', 'c9'])
	for (const [id, expected] of [
		['a1', 1200],
		['a2', 3600],
		['b1', 1200],
		['c9', 4000],
	] as const)
		expect(found.get(id)).toBeCloseTo(expected, 6)
})
test('without selection probabilities or sizes of clusters, all of a district have equal weights', () => {
	const { report } = computeRoundWeights(round([interview('a1'), interview('b1', { cluster: second })]))
	expect(report.clusters).toEqual({
		chance: { file: 0, equal: 2 },
		listed: { listing: 0, file: 0, equal: 2 },
		drawn: { listing: 0, sample: 0, visited: 2 },
	})
	expect(report.weighted).toBe(2)
})
test('where only some clusters have a probability, interviews of the others have no weight', () => {
	const { report } = computeRoundWeights(
		round([interview('a1'), interview('b1', { cluster: second }), interview('c1', { cluster: 'PK607-03' })], {
			clusters: [
				{ cluster: first, chance: 0.1, listed: null },
				{ cluster: second, chance: 0.1, listed: null },
			],
			listings: [listing(first, 50, 15)],
		}),
	)
	expect(report).toMatchObject({ weighted: 1, without: { chance: 1, listed: 1 } })
	const inFile = computeRoundWeights(
		round([interview('a1'), interview('b1', { cluster: second })], {
			clusters: [{ cluster: first, chance: null, listed: 90 }],
		}),
	)
	expect(inFile.report.without).toMatchObject({ chance: 0, listed: 1 })
})
test('without a cluster, a count of adults or a census there is no weight, and the reason is given', () => {
	const { csv, report } = computeRoundWeights(
		round([
			interview('a1'),
			interview('a2', { cluster: '' }),
			interview('a3', { eligible: 0 }),
			interview('a4', { sex: null }),
			interview('a5', { district: 'PK609', cluster: 'PK609-01' }),
			interview('a6', { ended: 'other' }),
		]),
	)
	expect([...weightsIn(csv, 'average-of-the-districts').keys()]).toEqual(['a1'])
	expect(report).toMatchObject({
		interviews: 5,
		weighted: 1,
		empty: [{ district: 'PK607', sex: 'female' }],
		without: { cluster: 1, chance: 0, listed: 0, adults: 1, people: 2 },
	})
})
test('a household without anybody eligible is not a drawn one, unless a replacement household took its place', () => {
	const weightOf = (more: readonly WeightingHousehold[]) =>
		peopleOf(
			round([interview('a1'), interview('b1', { cluster: second }), ...more], {
				listings: [listing(first, 100, 10), listing(second, 100, 10)],
			}),
		)
	const ratio = (found: ReadonlyMap<string, number>) => (found.get('a1') ?? 0) / (found.get('b1') ?? 1)
	expect(ratio(weightOf([]))).toBeCloseTo(1, 9)
	const empty = interview('a2', { ended: 'nobody', eligible: 0 })
	expect(ratio(weightOf([empty]))).toBeCloseTo(10 / 9, 9)
	const reserve = interview('a16', { replaces: 2, ended: 'other' })
	expect(ratio(weightOf([empty, reserve]))).toBeCloseTo(1, 9)
	// if nobody is eligible at the reserve household either, the place is lost once
	expect(ratio(weightOf([empty, { ...reserve, ended: 'nobody' }]))).toBeCloseTo(10 / 9, 9)
	// nor if somebody was met there on another day
	expect(ratio(weightOf([empty, interview('x2', { ended: 'other' })]))).toBeCloseTo(1, 9)
	// a household that refused counts as drawn
	expect(ratio(weightOf([interview('a3', { ended: 'other' })]))).toBeCloseTo(1, 9)
})
test('where more interviews than assignments exist, each counts once', () => {
	const found = peopleOf(
		round([interview('a1'), interview('a2'), interview('a3'), interview('b1', { cluster: second })], {
			sample: new Map([
				[first, 1],
				[second, 3],
			]),
		}),
	)
	expect(found.get('a1')).toBeCloseTo(found.get('b1') ?? 0, 9)
})
test('without listing and sample, the households with records are the drawn ones', () => {
	const found = peopleOf(
		round([
			interview('a1'),
			interview('a2', { ended: 'other' }),
			interview('a3', { ended: 'other' }),
			interview('a4', { ended: 'other', replaces: 3 }),
			interview('b1', { cluster: second }),
		]),
	)
	// 1 of 3 places, and 1 of 1
	expect((found.get('a1') ?? 0) * 3).toBeCloseTo(found.get('b1') ?? 0, 6)
})
test('of a cluster listed twice the longer list counts', () => {
	const listings = [listing(first, 80, 15, 'l2'), listing(first, 90, 15, 'l1'), listing(second, 90, 15)]
	const found = peopleOf(round([interview('a1'), interview('b1', { cluster: second })], { listings }))
	expect(found.get('a1')).toBeCloseTo(found.get('b1') ?? 0, 9)
	const sameLengthListings = [
		listing(first, 90, 15, 'l3'),
		listing(first, 90, 10, 'l4'),
		listing(second, 90, 15),
	]
	const given = round([interview('a1'), interview('b1', { cluster: second })], {
		listings: sameLengthListings,
	})
	expect(computeRoundWeights({ ...given, listings: sameLengthListings.toReversed() })).toEqual(
		computeRoundWeights(given),
	)
})

const anyHousehold = fc.record({
	district: fc.constantFrom('PK607', 'PK609'),
	cluster: fc.integer({ min: 1, max: 4 }),
	household: fc.integer({ min: 1, max: 30 }),
	replaces: fc.option(fc.integer({ min: 1, max: 30 })),
	sex: fc.constantFrom('male' as const, 'female' as const),
	eligible: fc.integer({ min: 0, max: 9 }),
	ended: fc.constantFrom('interview' as const, 'interview' as const, 'nobody' as const, 'other' as const),
})
const census = ['PK607', 'PK609'].flatMap((district, i) =>
	(['male', 'female'] as const).map((sex) => ({ district, sex, people: 1000 * (i + 1) + sex.length })),
)
test('the order of records, listings and files changes no weight', () => {
	fc.assert(
		fc.property(
			fc.array(anyHousehold, { minLength: 1, maxLength: 60 }),
			fc.array(fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 20, max: 25 })), {
				maxLength: 5,
			}),
			fc.infiniteStream(fc.integer({ min: 0, max: 1_000_000 })),
			(some, lists, shuffle) => {
				const given: WeightingInput = {
					census,
					clusters: [1, 2, 3, 4].map((n) => ({ cluster: `PK609-0${n}`, chance: n / 10, listed: 50 * n })),
					listings: lists.map(([n, listed], i) => listing(`PK607-0${n}`, listed, 10 + i, `l${i}`)),
					sample: new Map([
						['PK609-01', 15],
						['PK609-02', 12],
					]),
					households: some.map((each, i) => ({
						...each,
						id: `r${i}`,
						cluster: `${each.district}-0${each.cluster}`,
					})),
				}
				const shuffled = <Each>(all: readonly Each[]): Each[] =>
					all
						.map((each) => ({ each, at: shuffle.next().value }))
						.sort((a, b) => a.at - b.at)
						.map(({ each }) => each)
				const again = computeRoundWeights({
					census: shuffled(given.census),
					clusters: shuffled(given.clusters),
					listings: shuffled(given.listings),
					sample: new Map(shuffled([...given.sample])),
					households: shuffled(given.households),
				})
				expect(again).toEqual(computeRoundWeights(given))
			},
		),
	)
})
test('weights of a district and sex sum to its population, or equally for each district in the other version', () => {
	fc.assert(
		fc.property(fc.array(anyHousehold, { minLength: 1, maxLength: 80 }), (some) => {
			const households = some.map((each, i) => ({
				...each,
				id: `r${i}`,
				cluster: `${each.district}-0${each.cluster}`,
			}))
			const { csv, report } = computeRoundWeights(round(households, { census }))
			const sumOf = (version: Parameters<typeof weightsIn>[1], is: (each: WeightingHousehold) => boolean) => {
				const found = weightsIn(csv, version)
				return households.filter(is).reduce((sum, { id }) => sum + (found.get(id) ?? 0), 0)
			}
			for (const { district, sex, people } of census) {
				const isEmpty = report.empty.some((each) => each.district === district && each.sex === sex)
				const sum = sumOf('people-of-the-districts', (each) => each.district === district && each.sex === sex)
				expect(sum / people).toBeCloseTo(isEmpty ? 0 : 1, 9)
			}
			for (const of of ['PK607', 'PK609']) {
				const isEmpty = report.empty.filter(({ district }) => district === of).length === 2
				const sum = sumOf('average-of-the-districts', ({ district }) => district === of)
				expect(sum).toBeCloseTo(isEmpty ? 0 : 300, 6)
			}
		}),
	)
})
