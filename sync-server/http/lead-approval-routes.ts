import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import * as z from 'zod/mini'
import { leadApprovalSchema, leadDecisionSchema } from '#shared/people/lead-approval'
import { decideLeadApproval, listLeadApprovals, personOfApproval } from '../people/lead-approvals.ts'
import { createAuditedStore } from './audit.ts'
import type { Deps } from './deps.ts'
import { demandStepUp, requirePermissionOnRealData } from './session-cookie.ts'

/** Routes by which safeguarding leads approve sign-in codes for other leads. */
export function leadApprovalRoutes(plain: FastifyInstance, deps: Deps): void {
	const app = plain.withTypeProvider<ZodTypeProvider>()
	const { store } = deps
	app.get(
		'/api/lead-approvals',
		{ config: { notes: 'nothing' }, schema: { response: { 200: z.array(leadApprovalSchema) } } },
		async (request) =>
			listLeadApprovals(store, await requirePermissionOnRealData(deps, request, 'leads.approve')),
	)
	app.post(
		'/api/lead-approvals/:id/decisions',
		{
			config: { notes: ['lead-access-approved', 'lead-access-rejected'] },
			schema: { params: z.object({ id: z.string() }), body: leadDecisionSchema },
		},
		async (request, reply) => {
			const person = await requirePermissionOnRealData(deps, request, 'leads.approve')
			const { id } = request.params
			const { decision } = request.body
			const of = await personOfApproval(store, id)
			if (decision === 'approve') await demandStepUp(deps, request)
			const kind = decision === 'approve' ? 'lead-access-approved' : 'lead-access-rejected'
			await decideLeadApproval(store, createAuditedStore(deps, request, { kind, of }), id, {
				person,
				decision,
			})
			return reply.code(204).send()
		},
	)
}
