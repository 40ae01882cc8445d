import { expect, test } from 'vitest'
import { getDistrictFieldState } from './district-field-state.ts'

test('where calls lie in no district, somebody new has all of them unasked, and who has some keeps and sees them', () => {
	expect(getDistrictFieldState(null, false)).toEqual({ isAsked: false, hasAll: true })
	expect(getDistrictFieldState({ districts: 'all' }, false)).toEqual({ isAsked: false, hasAll: true })
	expect(getDistrictFieldState({ districts: ['PK607'] }, false)).toEqual({ isAsked: true, hasAll: false })
})

test('in the survey everybody is asked, and nobody new has all', () => {
	expect(getDistrictFieldState(null, true)).toEqual({ isAsked: true, hasAll: false })
	expect(getDistrictFieldState({ districts: 'all' }, true)).toEqual({ isAsked: true, hasAll: true })
	expect(getDistrictFieldState({ districts: ['PK607'] }, true)).toEqual({ isAsked: true, hasAll: false })
})
