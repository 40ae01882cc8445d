import { expect, test } from 'vitest'
import { districtsAsked } from './districts-asked.ts'

test('where calls lie in no district, somebody new has all of them unasked, and who has some keeps and sees them', () => {
	expect(districtsAsked(null, false)).toEqual({ isAsked: false, hasAll: true })
	expect(districtsAsked({ districts: 'all' }, false)).toEqual({ isAsked: false, hasAll: true })
	expect(districtsAsked({ districts: ['PK607'] }, false)).toEqual({ isAsked: true, hasAll: false })
})

test('in the survey everybody is asked, and nobody new has all', () => {
	expect(districtsAsked(null, true)).toEqual({ isAsked: true, hasAll: false })
	expect(districtsAsked({ districts: 'all' }, true)).toEqual({ isAsked: true, hasAll: true })
	expect(districtsAsked({ districts: ['PK607'] }, true)).toEqual({ isAsked: true, hasAll: false })
})
