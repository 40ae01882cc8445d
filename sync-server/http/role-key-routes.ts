import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import * as z from 'zod/mini'
import { Problem } from '#shared/kernel/problem'
import type { Person } from '#shared/people/people'
import { newRoleKeySchema, roleKeyDecisionSchema, roleKeyListItemSchema } from '#shared/people/role-keys'
import { isSealingRole, type SealingRole } from '#shared/people/roles'
import { decideWaitingKey, listRoleKeys, makeRoleKey } from '../people/role-keys.ts'
import { createAuditedStore } from './audit.ts'
import type { Deps } from './deps.ts'
import { demandStepUp, requirePermissionOnRealData } from './session-cookie.ts'

/** Routes for the keys of roles; users manage the key of their own role only. */
export function roleKeyRoutes(plain: FastifyInstance, deps: Deps): void {
	const app = plain.withTypeProvider<ZodTypeProvider>()
	const { store } = deps
	const keeper = async (request: FastifyRequest): Promise<{ person: Person; role: SealingRole }> => {
		const person = await requirePermissionOnRealData(deps, request, 'role-key.manage')
		if (!isSealingRole(person.role)) throw new Problem('not-allowed')
		return { person, role: person.role }
	}
	app.get(
		'/api/role-keys',
		{ config: { notes: 'nothing' }, schema: { response: { 200: z.array(roleKeyListItemSchema) } } },
		async (request) => {
			const { person, role } = await keeper(request)
			return listRoleKeys(store, role, person)
		},
	)
	app.post(
		'/api/role-keys',
		{ config: { notes: ['role-key-created'] }, schema: { body: newRoleKeySchema } },
		async (request, reply) => {
			const { person, role } = await keeper(request)
			await demandStepUp(deps, request)
			await makeRoleKey(
				createAuditedStore(deps, request, { kind: 'role-key-created' }),
				role,
				person,
				request.body,
			)
			return reply.code(204).send()
		},
	)
	app.post(
		'/api/role-keys/:id/decisions',
		{
			config: { notes: ['role-key-confirmed', 'role-key-rejected'] },
			schema: { params: z.object({ id: z.string() }), body: roleKeyDecisionSchema },
		},
		async (request, reply) => {
			const { person, role } = await keeper(request)
			const { decision } = request.body
			if (decision === 'confirm') await demandStepUp(deps, request)
			const kind = decision === 'confirm' ? 'role-key-confirmed' : 'role-key-rejected'
			const through = createAuditedStore(deps, request, { kind })
			await decideWaitingKey(store, through, role, { id: request.params.id, person, decision })
			return reply.code(204).send()
		},
	)
}
