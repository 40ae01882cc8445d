import { expect, test } from 'vitest'
import { listAuditKinds } from '#shared/people/audit-log'
import type { Role } from '#shared/people/roles'
import { loadInstrument } from '../../tests/helpers/instruments.ts'
import {
	buildHelplineRounds,
	deployments,
	getProjectId,
	isFormServed,
	listFormDeployments,
	listServedRoles,
} from './deployments.ts'
import { allRounds } from './study.ts'

test('what operators fill in is the helpline’s, everything else the survey’s', () => {
	expect(listFormDeployments(loadInstrument('helpline'))).toEqual(['helpline'])
	for (const name of ['household', 'listing', 'incident', 'material'])
		expect(listFormDeployments(loadInstrument(name)), name).toEqual(['survey'])
	expect(listFormDeployments({ id: 'hotline', filledBy: ['helpline-operator'] })).toEqual(['helpline'])
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
		expect([
			isFormServed(form, ['survey']),
			isFormServed(form, ['helpline']),
			isFormServed(form, deployments),
		]).toEqual([...[false, false, true]])
	}
})

test('each has its roles: data managers and administrators are at both, and others at one (R31)', () => {
	expect(listServedRoles(['helpline'])).toEqual(['data-manager', 'administrator', 'helpline-operator'])
	expect(listServedRoles(['survey'])).not.toContain('helpline-operator')
	expect(listServedRoles(['survey'])).toContain('safeguarding-lead')
	expect(listServedRoles(deployments)).toEqual(expect.arrayContaining(['enumerator', 'helpline-operator']))
})

test('a store of both is one of the survey', () => {
	expect(getProjectId(deployments)).toBe(getProjectId(['survey']))
	expect(getProjectId(['helpline'])).not.toBe(getProjectId(['survey']))
})

test('where calls are alone they lie in one round, and in those of before in which any lie', () => {
	const rounds = (used: string[]) => buildHelplineRounds(allRounds, new Set(used))
	const codes = (used: string[]) => rounds(used).map(({ code }) => code)
	expect(codes([])).toEqual(['endline', 'demo'])
	expect(codes(['endline', 'pilot', 'demo'])).toEqual(['endline', 'pilot', 'demo'])
	expect(rounds(['pilot', 'baseline']).filter(({ state }) => state === 'open')[0]?.code).toBe('endline')
})

test('the log offers what can have happened', () => {
	expect(listAuditKinds(['helpline'])).not.toContain('round-closed')
	expect(listAuditKinds(['helpline'])).toEqual(
		expect.arrayContaining(['call-backs-viewed', 'record-approved']),
	)
	expect(listAuditKinds(['survey'])).not.toContain('call-backs-viewed')
	expect(listAuditKinds(deployments)).toEqual(expect.arrayContaining(['round-closed', 'call-backs-viewed']))
})
