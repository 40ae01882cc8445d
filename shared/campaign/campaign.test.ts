import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { isInDistricts, may, roles } from '#shared/access/roles'
import { defaultRounds, demonstrationRound, openRoundFor, readDistricts } from './campaign.ts'
import { type CoverageCount, coverDistrict } from './coverage.ts'
import { districtsCalled } from './find-districts.ts'
import { campaignForms, recordFacts } from './record-facts.ts'

describe('the list of districts', () => {
	const csv = readFileSync(new URL('./districts.csv', import.meta.url), 'utf8')
	const districts = readDistricts(csv)
	test('has 31, each with 300 interviews and 2 focus groups, 9,300 and 62 together', () => {
		expect(districts).toHaveLength(31)
		expect(districts.reduce((sum, { targetInterviews }) => sum + targetInterviews, 0)).toBe(9300)
		expect(districts.reduce((sum, { targetFocusGroups }) => sum + targetFocusGroups, 0)).toBe(62)
	})
	test('gives every district a tile of its own', () => {
		expect(new Set(districts.map(({ column, row }) => `${column} ${row}`)).size).toBe(31)
	})
	test.each([
		['D.G. Khan', 'PK607'],
		['dera ghazi', 'PK607'],
		['ڈیرہ غازی', 'PK607'],
		['mandi bahaudin', 'PK620'],
		['umer kot', 'PK728'],
		['pk203', 'PK203'],
		// typed on a keyboard with Arabic letters
		['ملتـان', 'PK622'],
		['كوئٹه', 'PK226'],
	])('"%s" finds %s', (search, code) => {
		expect(districtsCalled(search, districts).map((district) => district.code)).toEqual([code])
	})
	test('one letter finds no district, and a name that none has finds none', () => {
		expect(districtsCalled('m', districts)).toEqual([])
		expect(districtsCalled('Lahore', districts)).toEqual([])
	})
	test('a wrong cell is named by line and column', () => {
		expect(() => readDistricts(csv.replace(/,300,/, ',many,'))).toThrow(
			/line 2, column target_interviews: "many"/,
		)
		expect(() => readDistricts(csv.replace('PK607', ''))).toThrow(/line 2, column pcode is empty/)
	})
})

test('new records begin in the open round; those of a demonstration in its own', () => {
	const rounds = [...defaultRounds, demonstrationRound]
	expect(openRoundFor(rounds, false)?.code).toBe('endline')
	expect(openRoundFor(rounds, true)?.code).toBe('demo')
	expect(openRoundFor(defaultRounds, true)).toBeNull()
})

test('coverage adds up what is done, by sex, and leaves out what is not', () => {
	const count = (
		form: string,
		outcome: string | null,
		sex: string | null,
		records: number,
		openCases = 0,
	): CoverageCount => ({
		district: 'PK607',
		form,
		outcome,
		sex,
		records,
		openCases,
	})
	const { household, focusGroup, keyInformant } = campaignForms
	const counts = [
		count(household, 'done', 'male', 100),
		count(household, 'done', 'female', 90, 2),
		count(household, 'refused', 'male', 7),
		count(household, 'other', 'female', 5),
		count(focusGroup, 'done', null, 1),
		count(focusGroup, 'refused', null, 1),
		count(keyInformant, 'done', null, 3),
	]
	const district = { code: 'PK607', targetInterviews: 300, targetFocusGroups: 2 }
	expect(coverDistrict(district, counts, campaignForms, null)).toEqual({
		district: 'PK607',
		interviews: 190,
		targetInterviews: 300,
		men: 100,
		women: 90,
		refusals: 7,
		focusGroups: 1,
		targetFocusGroups: 2,
		keyInformants: 3,
		openCases: 2,
		lastSync: null,
	})
})

test('an interview without consent, or without a result, is not done', () => {
	const facts = (result?: string, consent?: string) =>
		recordFacts(
			'household',
			new Map([
				...(result ? [['n/result', result] as const] : []),
				...(consent ? [['c/consent', consent] as const] : []),
			]),
		).outcome
	expect(facts('complete', 'yes')).toBe('done')
	expect(facts('complete', 'no')).toBe('other')
	expect(facts('refused', 'no')).toBe('refused')
	expect(facts()).toBeNull()
})

describe('who may do what', () => {
	test('helpline operators and safeguarding leads see no survey record and no coverage (R31)', () => {
		for (const role of ['helpline-operator', 'safeguarding-lead'] as const)
			for (const permission of [
				'records.read',
				'coverage.read',
				'records.export',
				'records.decide',
				'people.read',
			] as const)
				expect(may(role, permission), `${role} ${permission}`).toBe(false)
	})
	test('only data managers decide and take files; only administrators add people', () => {
		expect(roles.filter((role) => may(role, 'records.decide'))).toEqual(['data-manager'])
		expect(roles.filter((role) => may(role, 'records.export'))).toEqual(['data-manager'])
		expect(roles.filter((role) => may(role, 'people.write'))).toEqual(['administrator'])
	})
	test('a record without a district is for those who have all', () => {
		expect(isInDistricts('all', null)).toBe(true)
		expect(isInDistricts(['PK607'], null)).toBe(false)
		expect(isInDistricts(['PK607'], 'PK608')).toBe(false)
	})
})
