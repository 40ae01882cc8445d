import { expect, test } from 'vitest'
import { type HelpEntry, leadMissingFor } from './help.ts'

const districts = [{ code: 'PK607' }, { code: 'PK608' }]
const entry = (kind: HelpEntry['kind'], district: string | null): HelpEntry => ({
	...{ district, kind, name: 'Sana', what: '', phone: '0300 1111111', hours: '', checkedOn: '2026-11-20' },
})

test('a lead is missing until one is named for all districts, or for each', () => {
	const [here, there, everywhere] = ['PK607', 'PK608', null].map((district) => entry('lead', district))
	if (!here || !there || !everywhere) throw new Error('three leads')
	expect(leadMissingFor([], districts)).toEqual(['PK607', 'PK608'])
	expect(leadMissingFor([entry('referral', null), entry('referral', 'PK607')], districts)).toHaveLength(2)
	expect(leadMissingFor([here, entry('referral', 'PK608')], districts)).toEqual(['PK608'])
	expect(leadMissingFor([here, there], districts)).toEqual([])
	expect(leadMissingFor([everywhere], districts)).toEqual([])
})
