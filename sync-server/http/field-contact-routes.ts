import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { canonicalJson, type Json } from '#shared/kernel/canonical-json'
import { Problem } from '#shared/kernel/problem'
import type { Person } from '#shared/people/people'
import { isDistrictInScope } from '#shared/people/roles'
import {
	buildFieldContactsRef,
	fieldContactsDocumentSchema,
	saveFieldContactsRequestSchema,
} from '#shared/study/field-contacts'
import { createAuditedStore } from './audit.ts'
import type { Deps } from './deps.ts'
import { requirePermission, requirePermissionOnRealData } from './session-cookie.ts'

const textOf = (body: unknown): string => canonicalJson(body as Json)

/** Routes for field contacts by district; phones show them offline. */
export function fieldContactRoutes(plain: FastifyInstance, deps: Deps): void {
	const app = plain.withTypeProvider<ZodTypeProvider>()
	const { store, study } = deps
	/** General entries are readable by everybody, and writable with all districts only. */
	const placesOf = ({ districts }: Person, isToChange: boolean): (string | null)[] => [
		...(districts === 'all' || !isToChange ? [null] : []),
		...study.districts.map(({ code }) => code).filter((code) => isDistrictInScope(districts, code)),
	]
	app.get(
		'/api/field-contacts',
		{ config: { notes: 'nothing' }, schema: { response: { 200: fieldContactsDocumentSchema } } },
		async (request) => {
			const person = await requirePermission(deps, request, 'field-contacts.read')
			const found = await store.documentsByRef(placesOf(person, false).map(buildFieldContactsRef))
			return {
				entries: found.flatMap(({ body }) => fieldContactsDocumentSchema.safeParse(body).data?.entries ?? []),
			}
		},
	)
	app.post(
		'/api/field-contacts',
		{
			config: { notes: ['field-contacts-changed'] },
			bodyLimit: 2_000_000,
			schema: { body: saveFieldContactsRequestSchema },
		},
		async (request, reply) => {
			const person = await requirePermissionOnRealData(deps, request, 'field-contacts.write')
			const places = placesOf(person, true)
			const { entries } = request.body
			if (entries.some(({ district }) => !places.includes(district))) throw new Problem('not-allowed')
			const many = entries.length
			await createAuditedStore(deps, request, { kind: 'field-contacts-changed', many }).write(
				async (session) => {
					const before = await store.documentsByRef(places.map(buildFieldContactsRef))
					const known = new Map(before.map(({ ref, body }) => [ref, textOf(body)]))
					for (const place of places) {
						const ref = buildFieldContactsRef(place)
						const body = { entries: entries.filter(({ district }) => district === place) }
						// Phones receive only the districts in which something changed.
						if ((known.get(ref) ?? textOf({ entries: [] })) === textOf(body)) continue
						await session.putDocument({ kind: 'help', ref, scope: 'all', body })
					}
				},
			)
			return reply.code(204).send()
		},
	)
}
