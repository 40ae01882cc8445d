import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import * as z from 'zod/mini'
import { formDecidedSchema, formDecisionSchema, formProposalSchema } from '#shared/forms/form-proposal'
import { decideProposal, findProposed, listProposals } from '../forms/form-proposals.ts'
import { reprojectApproved } from '../sync/publish-form.ts'
import { createAuditedStore } from './audit.ts'
import type { Deps } from './deps.ts'
import { demandStepUp, requirePermission } from './session-cookie.ts'

const idParams = z.object({ id: z.string() })

/**
 * Routes for form proposals: versions that weaken the protection of the version before. They wait for
 * approval by the role that loses access or encryption.
 */
export function formProposalRoutes(plain: FastifyInstance, deps: Deps): void {
	const app = plain.withTypeProvider<ZodTypeProvider>()
	const { store, forms } = deps
	app.get(
		'/api/form-proposals',
		{ config: { notes: 'nothing' }, schema: { response: { 200: z.array(formProposalSchema) } } },
		async (request) => listProposals(store, await requirePermission(deps, request, 'forms.read')),
	)
	app.get(
		'/api/form-proposals/:id',
		{ config: { notes: 'nothing' }, schema: { params: idParams } },
		async (request) => {
			await requirePermission(deps, request, 'forms.read')
			const { before, after } = await findProposed(store, request.params.id)
			return { before, after }
		},
	)
	app.post(
		'/api/form-proposals/:id/decisions',
		{
			config: { notes: ['form-version-approved', 'form-version-rejected'] },
			schema: { params: idParams, body: formDecisionSchema, response: { 200: formDecidedSchema } },
		},
		async (request) => {
			const person = await requirePermission(deps, request, 'forms.read')
			const { id } = request.params
			const { decision, why } = request.body
			const { row } = await findProposed(store, id)
			if (decision === 'approve') await demandStepUp(deps, request)
			const kind = decision === 'approve' ? 'form-version-approved' : 'form-version-rejected'
			const through = createAuditedStore(deps, request, { kind, of: row.form })
			const now = new Date(deps.now()).toISOString()
			const version = await decideProposal(store, through, id, { person, decision, why, now })
			if (version !== null) await reprojectApproved(store, forms, row.form, version)
			return { version }
		},
	)
}
