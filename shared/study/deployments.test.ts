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

test('forms for operators belong to the helpline, all others to the survey', () => {
	expect(listFormDeployments(loadInstrument('helpline'))).toEqual(['helpline'])
	for (const name of ['household', 'listing', 'incident', 'material'])
		expect(listFormDeployments(loadInstrument(name)), name).toEqual(['survey'])
	expect(listFormDeployments({ id: 'hotline', filledBy: ['helpline-operator'] })).toEqual(['helpline'])
})

test('a form claimed by both is served only where both are', () => {
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

test('each has its roles: data managers and administrators are in both, others in one (R31)', () => {
	expect(listServedRoles(['helpline'])).toEqual(['data-manager', 'administrator', 'helpline-operator'])
	expect(listServedRoles(['survey'])).not.toContain('helpline-operator')
	expect(listServedRoles(['survey'])).toContain('safeguarding-lead')
	expect(listServedRoles(deployments)).toEqual(expect.arrayContaining(['enumerator', 'helpline-operator']))
})

test('a store with both counts as one of the survey', () => {
	expect(getProjectId(deployments)).toBe(getProjectId(['survey']))
	expect(getProjectId(['helpline'])).not.toBe(getProjectId(['survey']))
})

test('a helpline alone keeps calls in one round, and reads older ones from any round that has some', () => {
	const rounds = (used: string[]) => buildHelplineRounds(allRounds, new Set(used))
	const codes = (used: string[]) => rounds(used).map(({ code }) => code)
	expect(codes([])).toEqual(['endline', 'demo'])
	expect(codes(['endline', 'pilot', 'demo'])).toEqual(['endline', 'pilot', 'demo'])
	expect(rounds(['pilot', 'baseline']).filter(({ state }) => state === 'open')[0]?.code).toBe('endline')
})

test('the audit log offers the kinds that can occur', () => {
	expect(listAuditKinds(['helpline'])).not.toContain('round-closed')
	expect(listAuditKinds(['helpline'])).toEqual(
		expect.arrayContaining(['call-backs-viewed', 'record-approved']),
	)
	expect(listAuditKinds(['survey'])).not.toContain('call-backs-viewed')
	expect(listAuditKinds(deployments)).toEqual(expect.arrayContaining(['round-closed', 'call-backs-viewed']))
})
