import { expect, test } from 'vitest'
import { getDistrictFieldState } from './district-field-state.ts'

test('where calls lie in no district, somebody new has all of them unasked, and who has some keeps and sees them', () => {
	expect(getDistrictFieldState(null, false)).toEqual({ isShown: false, hasAll: true })
	expect(getDistrictFieldState({ districts: 'all' }, false)).toEqual({ isShown: false, hasAll: true })
	expect(getDistrictFieldState({ districts: ['PK607'] }, false)).toEqual({ isShown: true, hasAll: false })
})

test('in the survey everybody is asked, and nobody new has all', () => {
	expect(getDistrictFieldState(null, true)).toEqual({ isShown: true, hasAll: false })
	expect(getDistrictFieldState({ districts: 'all' }, true)).toEqual({ isShown: true, hasAll: true })
	expect(getDistrictFieldState({ districts: ['PK607'] }, true)).toEqual({ isShown: true, hasAll: false })
})
