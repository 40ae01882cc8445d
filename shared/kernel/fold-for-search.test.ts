import { expect, test } from 'vitest'
import { foldForSearch } from './fold-for-search.ts'

test.each([
	['Arabic', 'كراچي'],
	['Sindhi', 'ڪراچي'],
	['Pashto', 'کراچۍ'],
])('Karachi in Urdu is found from a keyboard with %s letters', (_, typed) => {
	expect(foldForSearch('کراچی شہر')).toContain(foldForSearch(typed))
})
test('letters with a ring, a dot or a tail equal those of Urdu with a small ط', () => {
	expect(['ټانک', 'ٽانڪ', 'ډېره', 'ڊيره', 'کړک', 'ڪڙڪ', 'ګلګت'].map(foldForSearch)).toEqual(
		['ٹانک', 'ٹانک', 'ڈیرہ', 'ڈیرہ', 'کڑک', 'کڑک', 'گلگت'].map(foldForSearch),
	)
})
