import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import * as z from 'zod/mini'
import { isSealingRole, may } from '#shared/people/roles'
import { listProposals } from '../forms/form-proposals.ts'
import { listLeadApprovals } from '../people/lead-approvals.ts'
import { listRoleKeys } from '../people/role-keys.ts'
import type { Deps } from './deps.ts'
import { requirePermission } from './session-cookie.ts'

/** Counts what waits for the user's approval, for the badges of the desk. */
export function approvalsRoute(plain: FastifyInstance, deps: Deps): void {
	const { store } = deps
	plain.withTypeProvider<ZodTypeProvider>().get(
		'/api/approvals/count',
		{
			config: { notes: 'nothing' },
			schema: { response: { 200: z.object({ waiting: z.int() }) } },
		},
		async (request) => {
			const person = await requirePermission(deps, request, 'forms.read')
			if (person.demonstration) return { waiting: 0 }
			const forms = (await listProposals(store, person)).filter(({ isToApprove }) => isToApprove)
			const leads = may(person.role, 'leads.approve') ? await listLeadApprovals(store, person) : []
			const keys = isSealingRole(person.role) ? await listRoleKeys(store, person.role, person) : []
			const waitingKeys = keys.filter(({ state, isOwn }) => state === 'waiting' && !isOwn)
			return { waiting: forms.length + leads.length + waitingKeys.length }
		},
	)
}
