import { expect, test } from 'vitest'
import { readCensus, readClusters } from './weighting-files.ts'

const districts = [
	{ code: 'PK607', name: { en: 'Dera Ghazi Khan', ur: 'ڈیرہ غازی خان' }, also: ['D. G. Khan'] },
	{ code: 'PK609', name: { en: 'Gujranwala', ur: 'گوجرانوالہ' }, also: [] },
]

test('census totals are read in any order and written in one', () => {
	const { lines, faults, text } = readCensus(
		'sex,people,district,year\nmale,610,PK609,2023\nfemale, 590 ,PK609,2023\nmale,1000,PK607,2023\nfemale,950,PK607,2023\n',
		districts,
	)
	expect(faults).toEqual([])
	expect(lines[0]).toEqual({ district: 'PK607', sex: 'female', people: 950 })
	expect(text).toBe(
		'district,sex,people\r\nPK607,female,950\r\nPK607,male,1000\r\nPK609,female,590\r\nPK609,male,610\r\n',
	)
	expect(readCensus(text, null)).toEqual({ lines, faults, text })
})
test('a census may name districts by name, and is stored by code', () => {
	const { lines, faults } = readCensus(
		'district,sex,people\ndera ghazi khan,male,10\nPK607,female,9\nگوجرانوالہ,female,7\nGujranwala,male,8\nGujranwalla,male,8\n',
		districts,
	)
	expect(lines.map(({ district, sex }) => [district, sex])).toEqual([
		['PK607', 'female'],
		['PK607', 'male'],
		['PK609', 'female'],
		['PK609', 'male'],
	])
	// the error lists all possible names
	expect(faults).toEqual([
		{ at: 6, column: 'district', found: 'Gujranwalla', possible: 'PK607 Dera Ghazi Khan, PK609 Gujranwala' },
	])
})
test('every error of a census is reported with its row and column', () => {
	const { faults } = readCensus(
		'district,sex,people\nPK607,male,1000\nPK999,female,5\nPK607,woman,5\nPK607,female,"1,200"\nPK607,male,0\nPK607,male,7\n',
		districts,
	)
	expect(faults.map(({ at, column, found }) => [at, column, found])).toEqual([
		[3, 'district', 'PK999'],
		[4, 'sex', 'woman'],
		[5, 'people', '1,200'],
		[6, 'people', '0'],
		[7, 'district', 'PK607'],
	])
})
test('a district has men and women, or is not in the census at all', () => {
	const { faults } = readCensus(
		'district,sex,people\nPK607,male,10\nPK607,female,9\nPK609,male,8\n',
		districts,
	)
	expect(faults).toEqual([{ at: 4, column: 'sex', found: 'male', possible: 'female + male' }])
})
test('a file without a required column, or without rows, is reported', () => {
	expect(readCensus('district,gender,people\nPK607,male,10\n', districts).faults).toEqual([
		{ at: 1, column: 'sex', found: '', possible: 'sex' },
	])
	expect(readClusters('cluster,chance,listed\n', districts).faults).toEqual([
		{ at: 2, column: 'cluster', found: '', possible: 'cluster, chance, listed' },
	])
})
test('a cluster has its probability, its households, or both', () => {
	const { lines, faults } = readClusters(
		'cluster,chance,listed\nPK607-02,,140\nPK607-01,1.25e-2,\nPK609-01,1,90\n',
		districts,
	)
	expect(faults).toEqual([])
	expect(lines).toEqual([
		{ cluster: 'PK607-01', chance: 0.0125, listed: null },
		{ cluster: 'PK607-02', chance: null, listed: 140 },
		{ cluster: 'PK609-01', chance: 1, listed: 90 },
	])
	const wrong = readClusters(
		'cluster,chance,listed\nPK999-01,0.1,\nPK607-1,0.1,\nPK607-01,0,\nPK607-02,1.5,\nPK607-03,,0\nPK607-04,,\nPK607-05,0.1,5\nPK607-05,0.1,6\n',
		districts,
	)
	expect(wrong.faults.map(({ at, column }) => [at, column])).toEqual([
		...[
			[2, 'cluster'],
			[3, 'cluster'],
			[4, 'chance'],
			[5, 'chance'],
			[6, 'listed'],
			[7, 'chance'],
			[9, 'cluster'],
		],
	])
})
