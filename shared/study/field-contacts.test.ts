import { expect, test } from 'vitest'
import { type FieldContact, listDistrictsWithoutLead } from './field-contacts.ts'

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
