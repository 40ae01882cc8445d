import { expect, test } from 'vitest'
import { getDistrictFieldState } from './district-field-state.ts'

test('where calls have no district, a new user gets all districts automatically, and an existing user keeps theirs', () => {
	expect(getDistrictFieldState(null, false)).toEqual({ isAsked: false, hasAll: true })
	expect(getDistrictFieldState({ districts: 'all' }, false)).toEqual({ isAsked: false, hasAll: true })
	expect(getDistrictFieldState({ districts: ['PK607'] }, false)).toEqual({ isAsked: true, hasAll: false })
})

test('in the survey districts are always asked for, and a new user does not get all', () => {
	expect(getDistrictFieldState(null, true)).toEqual({ isAsked: true, hasAll: false })
	expect(getDistrictFieldState({ districts: 'all' }, true)).toEqual({ isAsked: true, hasAll: true })
	expect(getDistrictFieldState({ districts: ['PK607'] }, true)).toEqual({ isAsked: true, hasAll: false })
})
