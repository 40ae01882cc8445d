import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import * as z from 'zod/mini'
import type { Person } from '#shared/access/people'
import { newRoleKeySchema, roleKeyDocumentSchema, roleKeyListedSchema } from '#shared/access/role-keys'
import { isSealingRole, type SealingRole } from '#shared/access/roles'
import { toBase64url } from '#shared/kernel/bytes'
import { Problem } from '#shared/kernel/problem'
import { readSealingKey, sealingKeyId } from '#shared/sync/sealing'
import { addRoleKey, roleKeys } from '../storage/role-key-table.ts'
import type { Deps } from './deps.ts'
import { noting } from './noted.ts'
import { realPersonWhoMay } from './session-cookie.ts'

/** The keys of roles: everybody has to do with that of their own role only. */
export function roleKeyRoutes(plain: FastifyInstance, deps: Deps): void {
	const app = plain.withTypeProvider<ZodTypeProvider>()
	const { store } = deps
	const keeper = async (request: FastifyRequest): Promise<{ person: Person; role: SealingRole }> => {
		const person = await realPersonWhoMay(deps, request, 'role-key.keep')
		if (!isSealingRole(person.role)) throw new Problem('not-allowed')
		return { person, role: person.role }
	}
	app.get(
		'/api/role-keys',
		{ config: { notes: 'nothing' }, schema: { response: { 200: z.array(roleKeyListedSchema) } } },
		async (request) => roleKeys(store.reading, store.project, (await keeper(request)).role),
	)
	app.post(
		'/api/role-keys',
		{ config: { notes: ['role-key-made'] }, schema: { body: newRoleKeySchema } },
		async (request, reply) => {
			const { person, role } = await keeper(request)
			const { publicKey, wrapped } = request.body
			const point = readSealingKey(publicKey)
			if (!point) throw new Problem('input-invalid', { field: 'publicKey' })
			await noting(deps, request, { kind: 'role-key-made' }).write(async (session) => {
				await addRoleKey(session.db, {
					project: store.project,
					role,
					id: toBase64url(sealingKeyId(point)),
					public_key: publicKey,
					wrapped,
					since: session.at,
					made_by: person.id,
				})
				await session.putDocument({
					kind: 'role-key',
					ref: role,
					scope: 'all',
					body: roleKeyDocumentSchema.parse({ role, publicKey }),
				})
			})
			return reply.code(204).send()
		},
	)
}
