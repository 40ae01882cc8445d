import { expect, test } from 'vitest'
import { listAuditKinds } from '#shared/access/access-log'
import type { Role } from '#shared/access/roles'
import { loadInstrument } from '../../tests/instruments-for-tests.ts'
import { allRounds } from './campaign.ts'
import { isServed, projectOf, rolesAt, roundsOfCalls, works, worksOf } from './works.ts'

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

test('where calls are alone they lie in one round, and in those of before in which any lie', () => {
	const rounds = (used: string[]) => roundsOfCalls(allRounds, new Set(used))
	const codes = (used: string[]) => rounds(used).map(({ code }) => code)
	expect(codes([])).toEqual(['endline', 'demo'])
	expect(codes(['endline', 'pilot', 'demo'])).toEqual(['endline', 'pilot', 'demo'])
	expect(rounds(['pilot', 'baseline']).filter(({ state }) => state === 'open')[0]?.code).toBe('endline')
})

test('the log offers what can have happened', () => {
	expect(listAuditKinds(['helpline'])).not.toContain('round-closed')
	expect(listAuditKinds(['helpline'])).toEqual(expect.arrayContaining(['calls-looked-at', 'record-approved']))
	expect(listAuditKinds(['survey'])).not.toContain('calls-looked-at')
	expect(listAuditKinds(works)).toEqual(expect.arrayContaining(['round-closed', 'calls-looked-at']))
})
