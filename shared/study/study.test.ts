import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { canSeePerson } from '#shared/people/people'
import { canReadRecords, isDistrictInScope, isDistrictSubset, may, roles } from '#shared/people/roles'
import { readDistricts } from './district-list.ts'
import { findDistricts } from './find-districts.ts'
import { recordFacts } from './record-attributes.ts'
import {
	allRounds,
	defaultRounds,
	demonstrationRound,
	demonstrationRoundsOf,
	districtSchema,
	isDemonstrationRound,
	openRoundFor,
	roundsFor,
	roundToBegin,
} from './study.ts'

describe('the list of districts', () => {
	const csv = readFileSync(new URL('./pakistan-2023/districts.csv', import.meta.url), 'utf8')
	const districts = readDistricts(csv)
	test('has 31, each with 300 interviews and 2 focus groups, 9,300 and 62 together', () => {
		expect(districts).toHaveLength(31)
		expect(districts.reduce((sum, { targetInterviews }) => sum + targetInterviews, 0)).toBe(9300)
		expect(districts.reduce((sum, { targetFocusGroups }) => sum + targetFocusGroups, 0)).toBe(62)
	})
	test('gives every district its own tile', () => {
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
		expect(findDistricts(search, districts).map((district) => district.code)).toEqual([code])
	})
	test('one letter finds no district, and neither does a name of none', () => {
		expect(findDistricts('m', districts)).toEqual([])
		expect(findDistricts('Lahore', districts)).toEqual([])
	})
	test('an invalid cell is reported by row and column', () => {
		expect(() => readDistricts(csv.replace(/,300,/, ',many,'))).toThrow(
			/line 2, column target_interviews: "many"/,
		)
		expect(() => readDistricts(csv.replace('PK607', ''))).toThrow(/line 2, column pcode is empty/)
		for (const target of ['', '  ', '-300', '3e2', '30.5'])
			expect(() => readDistricts(csv.replace(/,300,/, `,${target},`)), target).toThrow(
				/line 2, column target_interviews: .* is no whole number/,
			)
		expect(() => readDistricts(csv.replace('PK608', 'PK607'))).toThrow(
			/line 3, column pcode: "PK607" is in line 2 already/,
		)
	})
	test('all missing columns are named together', () => {
		const lacking = csv.replace('name_ur', 'name').replace('tile_row', 'row')
		expect(() => readDistricts(lacking)).toThrow('columns are missing: name_ur, tile_row')
	})
	test('a study stored before districts had alternative spellings is still valid', () => {
		const stored = { ...districts[0], also: undefined }
		expect(districtSchema.parse(stored).also).toEqual([])
	})
})

test('new records begin in the open round; those of a demonstration in its own', () => {
	const rounds = [...defaultRounds, demonstrationRound]
	expect(openRoundFor(rounds, false)?.code).toBe('endline')
	expect(openRoundFor(rounds, true)?.code).toBe('demo')
	expect(openRoundFor(defaultRounds, true)).toBeNull()
})
test('a demonstration user sees only its rounds', () => {
	const study = { rounds: [...allRounds] }
	expect(roundsFor({ demonstration: true }, study).map(({ code }) => code)).toEqual([
		'demo-baseline',
		'demo-endline',
		'demo',
	])
	expect(roundsFor({ demonstration: false }, study)).toHaveLength(6)
	for (const code of ['demo', 'demo-baseline', 'demo-endline']) expect(isDemonstrationRound(code)).toBe(true)
	expect(isDemonstrationRound('endline')).toBe(false)
	expect(isDemonstrationRound(null)).toBe(false)
})

test('an interview without consent, or without a result, is not complete', () => {
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

test('a call between two rounds belongs to the last closed one; other records wait for the next', () => {
	const between = defaultRounds.map(
		(round) => ({ ...round, state: round.code === 'baseline' ? 'closed' : 'planned' }) as const,
	)
	const operator = { role: 'helpline-operator', demonstration: false } as const
	expect(roundToBegin(operator, between)?.code).toBe('baseline')
	expect(roundToBegin(operator, defaultRounds)?.code).toBe('endline')
	expect(roundToBegin({ ...operator, role: 'enumerator' }, between)).toBe(null)
	expect(roundToBegin({ ...operator, demonstration: true }, between)).toBe(null)
})

describe('permissions', () => {
	test('helpline operators and safeguarding leads see no survey record and no coverage (R31)', () => {
		for (const role of ['helpline-operator', 'safeguarding-lead'] as const)
			for (const permission of [
				'survey.read',
				'coverage.read',
				'records.export',
				'records.resolve',
				'people.read',
			] as const)
				expect(may(role, permission), `${role} ${permission}`).toBe(false)
		// nor can they read a report, unless its form names them
		const readers = ['safeguarding-lead'] as const
		expect(roles.filter((role) => canReadRecords(role, readers))).toEqual(['safeguarding-lead'])
		expect(roles.filter((role) => canReadRecords(role, null))).toEqual(['coordinator', 'data-manager'])
	})
	test('only data managers resolve and export; only administrators add users', () => {
		expect(roles.filter((role) => may(role, 'records.resolve'))).toEqual(['data-manager'])
		expect(roles.filter((role) => may(role, 'records.export'))).toEqual(['data-manager'])
		expect(roles.filter((role) => may(role, 'people.write'))).toEqual(['administrator'])
	})
	test('users see those sharing a district, and grant only what they have', () => {
		const one = { districts: ['PK607'], demonstration: false }
		const two = { districts: ['PK607', 'PK608'], demonstration: false }
		const all = { districts: 'all' as const, demonstration: false }
		expect(canSeePerson(one, two)).toBe(true)
		expect(canSeePerson(one, all)).toBe(false)
		expect(canSeePerson(all, one)).toBe(true)
		expect(canSeePerson({ ...all, demonstration: true }, one)).toBe(false)
		expect(canSeePerson(all, { ...one, demonstration: true })).toBe(true)
		expect(isDistrictSubset(two.districts, one.districts)).toBe(true)
		expect(isDistrictSubset(one.districts, two.districts)).toBe(false)
		expect(isDistrictSubset(one.districts, 'all')).toBe(false)
		expect(isDistrictSubset('all', 'all')).toBe(true)
	})
	test('a record without a district is for users with all districts', () => {
		expect(isDistrictInScope('all', null)).toBe(true)
		expect(isDistrictInScope(['PK607'], null)).toBe(false)
		expect(isDistrictInScope(['PK607'], 'PK608')).toBe(false)
	})
})
test('a demonstration without closed rounds stays without them', () => {
	const codes = (...used: string[]) => demonstrationRoundsOf(new Set(used)).map(({ code }) => code)
	const all = ['demo-baseline', 'demo-endline', 'demo']
	expect(codes()).toEqual(all)
	expect(codes('demo-baseline', 'demo')).toEqual(all)
	expect(codes('demo', 'endline')).toEqual(['demo'])
})
