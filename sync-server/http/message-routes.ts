import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import * as z from 'zod/mini'
import { canonicalJson } from '#shared/kernel/canonical-json'
import { Problem } from '#shared/kernel/problem'
import { isDistrictInScope } from '#shared/people/roles'
import {
	dayAt,
	isMessageActive,
	type MessageDocument,
	maxMessageDays,
	messageDocumentSchema,
	messageRef,
	newMessageSchema,
} from '#shared/study/message'
import { createAuditedStore } from './audit.ts'
import type { Deps } from './deps.ts'
import { requirePermission, requirePermissionOnRealData } from './session-cookie.ts'

const dayMs = 86_400_000

/** Routes for a coordinator's message to their districts; phones show it on the first screen, offline too. */
export function messageRoutes(plain: FastifyInstance, deps: Deps): void {
	const app = plain.withTypeProvider<ZodTypeProvider>()
	const { store, study, now } = deps
	const today = (days = 0) => dayAt(now() + days * dayMs, study.offsetMinutes)
	const readMessage = (body: unknown) => messageDocumentSchema.safeParse(body).data
	app.get(
		'/api/messages',
		{ config: { notes: 'nothing' }, schema: { response: { 200: z.array(messageDocumentSchema) } } },
		async (request) => {
			const { districts, demonstration } = await requirePermission(deps, request, 'message.read')
			// Demonstration users see no real messages.
			if (demonstration) return []
			const own = study.districts.filter(({ code }) => isDistrictInScope(districts, code))
			const found = await store.documentsByRef(own.map(({ code }) => messageRef(code)))
			return found.flatMap(({ body }) => {
				const message = readMessage(body)
				return message && isMessageActive(message, today()) ? [message] : []
			})
		},
	)
	app.post(
		'/api/messages',
		{ config: { notes: ['message-sent'] }, schema: { body: newMessageSchema } },
		async (request, reply) => {
			const person = await requirePermissionOnRealData(deps, request, 'message.write')
			const { text, until } = request.body
			const districts = [...new Set(request.body.districts)]
			for (const district of districts) {
				if (!study.districts.some(({ code }) => code === district)) throw new Problem('not-found')
				if (!isDistrictInScope(person.districts, district)) throw new Problem('not-allowed')
			}
			if (until < today() || until > today(maxMessageDays))
				throw new Problem('input-invalid', { field: 'until' })
			const [one = null] = districts.length === 1 ? districts : []
			const act = { kind: 'message-sent', many: districts.length, district: one } as const
			await createAuditedStore(deps, request, act).write(async (session) => {
				const before = await store.documentsByRef(districts.map(messageRef))
				const known = new Map(before.map(({ ref, body }) => [ref, readMessage(body)]))
				for (const district of districts) {
					const ref = messageRef(district)
					const body: MessageDocument = { district, text, until, by: person.name }
					const there = known.get(ref)
					// Phones receive changed messages only.
					if (there ? canonicalJson(there) === canonicalJson(body) : Object.keys(text).length === 0) continue
					await session.putDocument({ kind: 'message', ref, scope: 'all', body })
				}
			})
			return reply.code(204).send()
		},
	)
}
