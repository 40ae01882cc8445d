import { expect, test } from 'vitest'
import { loadInstrument } from '../../tests/instruments-for-tests.ts'
import { projectOf, rolesAt, workOf, works, worksOf } from './works.ts'

test('what operators fill in is the helpline’s, everything else the survey’s', () => {
	const [calls, household] = [loadInstrument('helpline'), loadInstrument('household')]
	expect([workOf(calls), workOf(household)]).toEqual(['helpline', 'survey'])
	expect([worksOf([calls]), worksOf([household, calls]), worksOf([])]).toEqual([['helpline'], [...works], []])
})

test('each has its roles: data managers and administrators are at both, and others at one (R31)', () => {
	expect(rolesAt(['helpline'])).toEqual(['data-manager', 'administrator', 'helpline-operator'])
	expect(rolesAt(['survey'])).not.toContain('helpline-operator')
	expect(rolesAt(['survey'])).toContain('safeguarding-lead')
	expect(rolesAt(works)).toEqual(expect.arrayContaining(['enumerator', 'helpline-operator']))
})

test('a store of both is one of the survey', () => {
	expect(projectOf(works)).toBe(projectOf(['survey']))
	expect(projectOf(['helpline'])).not.toBe(projectOf(['survey']))
})
