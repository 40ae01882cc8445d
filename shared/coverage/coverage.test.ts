import { describe, expect, test } from 'vitest'
import fc from '#shared/testing/fast-check'
import { type Disposition, dispositionOf, dispositions } from '../study/disposition.ts'
import { coverageForms } from '../study/record-attributes.ts'
import { type CoverageCount, coverClusters, coverDistrict, sumCoverage } from './coverage.ts'
import { responseRates } from './response-rates.ts'

const district = { code: 'PK607', target: { interviews: 300, focusGroups: 2 } }
const nothingElse = {
	onPhones: null,
	lately: { interviews: 0, returned: 0, disputed: 0 },
	days: [],
	lastSync: null,
}
const count = (over: Partial<CoverageCount>): CoverageCount => ({
	district: 'PK607',
	form: coverageForms.household,
	outcome: 'done',
	disposition: 'complete',
	sex: 'male',
	status: 'submitted',
	records: 1,
	conflicts: 0,
	openConflicts: 0,
	...over,
})

describe('coverage', () => {
	test('sums completed records by sex and form, and leaves out incomplete ones', () => {
		const { focusGroup, keyInformant } = coverageForms
		const group = { form: focusGroup, sex: null, disposition: null }
		const counts = [
			count({ records: 100 }),
			count({ sex: 'female', status: 'approved', records: 90, conflicts: 1, openConflicts: 2 }),
			count({ status: 'draft', outcome: null, records: 50 }),
			count({ status: 'returned', records: 4 }),
			count({ outcome: 'refused', disposition: 'refusal', records: 7 }),
			count({ sex: 'female', outcome: 'other', disposition: 'noncontact', records: 5 }),
			count(group),
			count({ ...group, outcome: 'refused' }),
			count({ form: keyInformant, sex: null, disposition: null, records: 3 }),
			// listings, reports and the like have no target
			count({ form: 'listing', sex: null, records: 8 }),
		]
		const found = coverDistrict(district, counts, nothingElse)
		expect(found).toMatchObject({
			interviews: 190,
			men: 100,
			women: 90,
			refusals: 7,
			focusGroups: 1,
			keyInformants: 3,
			openConflicts: 2,
			household: { done: 190, approved: 90, refused: 7, returned: 4, disputed: 1 },
			focusGroup: { done: 1, approved: 0, refused: 1, returned: 0, disputed: 0 },
			male: { done: 100, refused: 7, returned: 4, endings: { complete: 100, refusal: 7 } },
			female: { done: 90, endings: { complete: 90, noncontact: 5 } },
		})
		expect(found.missing).toBe(110)
	})
	test('a district above its target has nothing remaining, and the odd household of 301 counts as male', () => {
		const odd = { code: 'PK607', target: { interviews: 301, focusGroups: 2 } }
		expect(coverDistrict(odd, [count({ records: 310 })], nothingElse)).toMatchObject({
			missing: 0,
			targetMen: 151,
			missingMen: 0,
			targetWomen: 150,
			missingWomen: 150,
		})
	})
	test('the remaining count of several districts is the sum of theirs: a surplus in one offsets no other', () => {
		const one = { code: 'PK607', target: { interviews: 5, focusGroups: 2 } }
		const done = coverDistrict(one, [count({ records: 9 })], nothingElse)
		const started = coverDistrict({ ...one, code: 'PK608' }, [count({ records: 1 })], nothingElse)
		expect(sumCoverage([done, started])).toMatchObject({
			interviews: 10,
			targetInterviews: 10,
			missing: 4,
			targetMen: 6,
			missingMen: 2,
			targetWomen: 4,
			missingWomen: 4,
		})
	})
	test('clusters are those of the sample and those with records, and add up to the district', () => {
		const counts = [
			{ ...count({ records: 8 }), cluster: 'PK607-01' },
			{ ...count({ records: 7, sex: 'female' }), cluster: 'PK607-01' },
			{ ...count({ records: 2 }), cluster: '' },
			{ ...count({ records: 3 }), cluster: 'PK607-99' },
		]
		const clusters = coverClusters(counts, new Map([['PK607-02', { male: 8, female: 7 }]]))
		expect(clusters.map(({ cluster, target, household }) => [cluster, target, household.done])).toEqual([
			['', null, 2],
			['PK607-01', null, 15],
			['PK607-02', { male: 8, female: 7 }, 0],
			['PK607-99', null, 3],
		])
		expect(clusters[1]).toMatchObject({ male: { done: 8 }, female: { done: 7 } })
	})
	test('any counts give the same result as counting the records one by one', () => {
		const record = fc.record({
			form: fc.constantFrom<string>(...Object.values(coverageForms), 'listing'),
			outcome: fc.constantFrom(null, 'done', 'refused', 'other'),
			disposition: fc.constantFrom<Disposition | null>(null, ...dispositions),
			sex: fc.constantFrom(null, 'male', 'female'),
			status: fc.constantFrom('draft', 'returned', 'submitted', 'approved'),
			openConflicts: fc.nat(2),
		})
		fc.assert(
			fc.property(fc.array(record, { maxLength: 60 }), (records) => {
				// counted one by one, and not by sums over groups
				let [men, women, refused, returned, completed] = [0, 0, 0, 0, 0]
				for (const { form, outcome, sex, status, disposition } of records) {
					if (form !== 'household') continue
					if (status === 'returned') returned++
					if (status !== 'submitted' && status !== 'approved') continue
					if (outcome === 'done' && sex === 'male') men++
					if (outcome === 'done' && sex === 'female') women++
					if (outcome === 'refused') refused++
					if (sex === 'female' && disposition === 'complete') completed++
				}
				const counts = records.map((each) => count({ ...each, conflicts: each.openConflicts > 0 ? 1 : 0 }))
				const found = coverDistrict(district, counts, nothingElse)
				expect(found).toMatchObject({ men, women, refusals: refused, household: { returned } })
				expect(found.female.endings.complete ?? 0).toBe(completed)
			}),
		)
	})
})

describe('the disposition of a household', () => {
	test.each([
		[{ result: 'complete', consent: 'yes' }, 'complete'],
		[{ result: 'complete', consent: 'no' }, 'other'],
		[{ result: 'partial', consent: 'yes' }, 'partial'],
		[{ result: 'refused', contact: 'refused' }, 'refusal'],
		[{ result: 'stopped_safety', contact: 'contacted' }, 'refusal'],
		[{ result: 'stopped_safety', contact: 'unsafe' }, 'unknown'],
		[{ result: 'absent', contact: 'nobody' }, 'noncontact'],
		[{ result: 'absent', contact: 'contacted', sel_avail: 'away' }, 'noncontact'],
		[{ result: 'absent', contact: 'contacted', sel_avail: 'now' }, 'other'],
		[{ result: 'ineligible', contact: 'contacted' }, 'ineligible'],
		[{ result: 'notdone', contact: 'vacant' }, 'ineligible'],
		[{ result: 'notdone', contact: 'notfound' }, 'unknown'],
		[{ result: 'notdone', contact: 'nobody' }, 'noncontact'],
		[{ result: 'notdone', contact: 'contacted', sel_avail: 'unable' }, 'other'],
		[{ result: 'handed_back', contact: 'known' }, null],
		[{ contact: 'contacted' }, null],
	] as const)('%o is %s', (answers, disposition) => {
		expect(dispositionOf(answers)).toBe(disposition)
	})
	test('the three rates are AAPOR’s CON1, COOP1 and RR1', () => {
		const rates = responseRates({
			complete: 300,
			partial: 6,
			refusal: 30,
			other: 14,
			noncontact: 40,
			unknown: 10,
			ineligible: 50,
		})
		expect(rates.contact).toEqual({ of: 400, share: 350 / 400 })
		expect(rates.cooperation).toEqual({ of: 350, share: 300 / 350 })
		expect(rates.completion).toEqual({ of: 400, share: 300 / 400 })
	})
	test('without visits a rate is undefined, not zero', () => {
		expect(responseRates({}).completion).toEqual({ of: 0, share: null })
		expect(responseRates({ ineligible: 4 }).contact).toEqual({ of: 0, share: null })
	})
})
