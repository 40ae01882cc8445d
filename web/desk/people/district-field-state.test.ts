import { expect, test } from 'vitest'
import { getDistrictFieldState } from './district-field-state.ts'

test('where calls have no district, a new user gets all districts automatically, and an existing user keeps theirs', () => {
	expect(getDistrictFieldState(null, false)).toEqual({ isShown: false, hasAll: true })
	expect(getDistrictFieldState({ districts: 'all' }, false)).toEqual({ isShown: false, hasAll: true })
	expect(getDistrictFieldState({ districts: ['PK607'] }, false)).toEqual({ isShown: true, hasAll: false })
})

test('in the survey districts are always asked for, and a new user does not get all', () => {
	expect(getDistrictFieldState(null, true)).toEqual({ isShown: true, hasAll: false })
	expect(getDistrictFieldState({ districts: 'all' }, true)).toEqual({ isShown: true, hasAll: true })
	expect(getDistrictFieldState({ districts: ['PK607'] }, true)).toEqual({ isShown: true, hasAll: false })
})
