import { expect, test } from 'vitest'
import { listAddress, queryIn, recordAddress } from './record-query.ts'

test('a filter in an address is parsed, and invalid parts are ignored', () => {
	expect(queryIn('status=returned&district=PK607&finishedAfter=12')).toEqual({
		status: 'returned',
		district: 'PK607',
		finishedAfter: 12,
	})
	expect(queryIn('status=lost&waiting=yes&form=visit&unheard=1')).toEqual({ form: 'visit' })
	expect(queryIn('')).toEqual({})
})

test('an address has the filter, and never the scroll position', () => {
	expect(listAddress({ form: 'visit', disputed: '1', before: 9, beforeFlags: 2 })).toBe(
		'/desk/records?form=visit&disputed=1',
	)
	expect(listAddress({})).toBe('/desk/records')
	expect(recordAddress('a/b', { search: 'Dera Ghazi' })).toBe('/desk/records/a%2Fb?search=Dera+Ghazi')
})

test('a filter written to an address is parsed from it unchanged', () => {
	const query = { search: 'a&b=c', flag: 'alike', order: 'worst', waiting: '1' } as const
	expect(queryIn(listAddress(query).split('?')[1] ?? '')).toEqual(query)
})
