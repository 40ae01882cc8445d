import { expect, test } from 'vitest'
import {
	type FieldContact,
	formatFieldContactFile,
	listDistrictsWithoutLead,
	parseFieldContactFile,
} from './field-contacts.ts'

const districts = [{ code: 'PK607' }, { code: 'PK608' }]
const entry = (kind: FieldContact['kind'], district: string | null): FieldContact => ({
	district,
	kind,
	name: 'Sana',
	what: '',
	phone: '0300 1111111',
	hours: '',
	checkedOn: '2026-11-20',
})

test('a lead is missing until one is named for all districts, or for each', () => {
	const [here, there, everywhere] = ['PK607', 'PK608', null].map((district) => entry('lead', district))
	if (!here || !there || !everywhere) throw new Error('expected three leads')
	expect(listDistrictsWithoutLead([], districts)).toEqual(['PK607', 'PK608'])
	expect(
		listDistrictsWithoutLead([entry('referral', null), entry('referral', 'PK607')], districts),
	).toHaveLength(2)
	expect(listDistrictsWithoutLead([here, entry('referral', 'PK608')], districts)).toEqual(['PK608'])
	expect(listDistrictsWithoutLead([here, there], districts)).toEqual([])
	expect(listDistrictsWithoutLead([everywhere], districts)).toEqual([])
})

test('a coordinator and IT support are of their own kind in the file, and referrals for apps of before', () => {
	const file =
		'district,kind,name,what,phone,hours,checked_on\n' +
		'PK607,coordinator,Sadia,,0300 1234567,,2026-11-20\n' +
		',it,Omar,PIN and sync,051 111,9-17,2026-11-20\n'
	const { entries, faults } = parseFieldContactFile(file, districts, '2026-11-25')
	expect(faults).toEqual([])
	expect(entries.map(({ kind, staff }) => [kind, staff])).toEqual([
		['referral', 'coordinator'],
		['referral', 'it'],
	])
	expect(parseFieldContactFile(formatFieldContactFile(entries), districts, '2026-11-25').entries).toEqual(
		entries,
	)
})
