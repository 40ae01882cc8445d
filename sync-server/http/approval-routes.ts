import type { FastifyInstance } from 'fastify'
import { approvalApi } from '#shared/api/approvals'
import { Problem } from '#shared/kernel/problem'
import type { Person } from '#shared/people/people'
import { isSealingRole, may, type SealingRole } from '#shared/people/roles'
import { decideProposal, findProposed, listProposals } from '../forms/form-proposals.ts'
import { decideLeadApproval, listLeadApprovals, personOfApproval } from '../people/lead-approvals.ts'
import { decideWaitingKey, listRoleKeys, makeRoleKey } from '../people/role-keys.ts'
import { reprojectApproved } from '../sync/publish-form.ts'
import type { Deps } from './deps.ts'
import { mountApi } from './mount-api.ts'

/** Users manage the key of their own role only. @throws Problem `not-allowed` if the role has none */
function sealingRoleOf({ role }: Person): SealingRole {
	if (!isSealingRole(role)) throw new Problem('not-allowed')
	return role
}

/**
 * Routes for approvals. Form versions that weaken the protection of the version before wait for the role that
 * loses access or encryption; sign-in codes of safeguarding leads wait for another lead; keys of a role wait
 * for another user of it.
 */
export function approvalRoutes(app: FastifyInstance, deps: Deps): void {
	const { store, forms } = deps
	mountApi(app, deps, approvalApi, {
		async count({ person }) {
			if (person.demonstration) return { waiting: 0 }
			const proposals = (await listProposals(store, person)).filter(({ isToApprove }) => isToApprove)
			const leads = may(person.role, 'leads.approve') ? await listLeadApprovals(store, person) : []
			const keys = isSealingRole(person.role) ? await listRoleKeys(store, person.role, person) : []
			const waitingKeys = keys.filter(({ state, isOwn }) => state === 'waiting' && !isOwn)
			return { waiting: proposals.length + leads.length + waitingKeys.length }
		},
		formProposals: ({ person }) => listProposals(store, person),
		async formProposal({ params }) {
			const { before, after } = await findProposed(store, params.id)
			return { before, after }
		},
		async decideFormProposal({
			person,
			params: { id },
			body: { decision, why },
			demandStepUp,
			auditedStore,
		}) {
			const { row } = await findProposed(store, id)
			if (decision === 'approve') await demandStepUp()
			const kind = decision === 'approve' ? 'form-version-approved' : 'form-version-rejected'
			const now = new Date(deps.now()).toISOString()
			const audited = auditedStore({ kind, of: row.form })
			const version = await decideProposal(audited, id, { person, decision, why, now })
			if (version !== null) await reprojectApproved(store, forms, row.form, version)
			return { version }
		},
		leadApprovals: ({ person }) => listLeadApprovals(store, person),
		async decideLeadApproval({ person, params: { id }, body: { decision }, demandStepUp, auditedStore }) {
			const of = await personOfApproval(store, id)
			if (decision === 'approve') await demandStepUp()
			const kind = decision === 'approve' ? 'lead-access-approved' : 'lead-access-rejected'
			await decideLeadApproval(auditedStore({ kind, of }), id, { person, decision })
		},
		roleKeys: async ({ person }) => listRoleKeys(store, sealingRoleOf(person), person),
		async addRoleKey({ person, body, demandStepUp, auditedStore }) {
			const role = sealingRoleOf(person)
			await demandStepUp()
			await makeRoleKey(auditedStore({ kind: 'role-key-created' }), role, person, body)
		},
		async decideRoleKey({ person, params: { id }, body: { decision }, demandStepUp, auditedStore }) {
			const role = sealingRoleOf(person)
			if (decision === 'confirm') await demandStepUp()
			const kind = decision === 'confirm' ? 'role-key-confirmed' : 'role-key-rejected'
			await decideWaitingKey(store, auditedStore({ kind }), role, { id, person, decision })
		},
	})
}
