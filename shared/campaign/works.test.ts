import { expect, test } from 'vitest'
import type { Role } from '#shared/access/roles'
import { loadInstrument } from '../../tests/instruments-for-tests.ts'
import { isServed, projectOf, rolesAt, works, worksOf } from './works.ts'

test('what operators fill in is the helpline’s, everything else the survey’s', () => {
	expect(worksOf(loadInstrument('helpline'))).toEqual(['helpline'])
	for (const name of ['household', 'listing', 'incident', 'material'])
		expect(worksOf(loadInstrument(name)), name).toEqual(['survey'])
	expect(worksOf({ id: 'hotline', filledBy: ['helpline-operator'] })).toEqual(['helpline'])
})

test('a form that both would know as theirs is served only where both are', () => {
	const both: [id: string, filledBy?: readonly Role[]][] = [
		['pantry', ['helpline-operator', 'enumerator']],
		['household', ['helpline-operator']],
		['listing', ['helpline-operator']],
		['helpline'],
		['helpline', ['enumerator']],
	]
	for (const [id, filledBy] of both) {
		const form = { id, ...(filledBy ? { filledBy } : {}) }
		expect([isServed(form, ['survey']), isServed(form, ['helpline']), isServed(form, works)]).toEqual([
			...[false, false, true],
		])
	}
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
