import type { FastifyInstance } from 'fastify'
import { messageApi } from '#shared/api/messages'
import { canonicalJson, type Json } from '#shared/kernel/canonical-json'
import { Problem } from '#shared/kernel/problem'
import type { Person } from '#shared/people/people'
import { isDistrictInScope } from '#shared/people/roles'
import { buildFieldContactsRef, fieldContactsDocumentSchema } from '#shared/study/field-contacts'
import {
	dayAt,
	isMessageActive,
	type MessageDocument,
	maxMessageDays,
	messageDocumentSchema,
	messageRef,
} from '#shared/study/message'
import type { Deps } from './deps.ts'
import { mountApi } from './mount-api.ts'

const dayMs = 86_400_000
const textOf = (body: unknown): string => canonicalJson(body as Json)

/**
 * Routes for a coordinator's message to their districts, and for field contacts. Phones show both, offline
 * too.
 */
export function messageRoutes(app: FastifyInstance, deps: Deps): void {
	const { store, study, now } = deps
	const today = (days = 0) => dayAt(now() + days * dayMs, study.offsetMinutes)
	/** General entries are readable by everybody, and writable with all districts only. */
	const placesOf = ({ districts }: Person, isToChange: boolean): (string | null)[] => [
		...(districts === 'all' || !isToChange ? [null] : []),
		...study.districts.map(({ code }) => code).filter((code) => isDistrictInScope(districts, code)),
	]
	const readMessage = (body: unknown) => messageDocumentSchema.safeParse(body).data
	mountApi(app, deps, messageApi, {
		async list({ person: { districts, demonstration } }) {
			// Demonstration users see no real messages.
			if (demonstration) return []
			const own = study.districts.filter(({ code }) => isDistrictInScope(districts, code))
			const found = await store.documentsByRef(own.map(({ code }) => messageRef(code)))
			return found.flatMap(({ body }) => {
				const message = readMessage(body)
				return message && isMessageActive(message, today()) ? [message] : []
			})
		},
		async send({ person, body: { text, until, districts: named }, auditedStore }) {
			const districts = [...new Set(named)]
			for (const district of districts) {
				if (!study.districts.some(({ code }) => code === district)) throw new Problem('not-found')
				if (!isDistrictInScope(person.districts, district)) throw new Problem('not-allowed')
			}
			if (until < today() || until > today(maxMessageDays))
				throw new Problem('input-invalid', { field: 'until' })
			const [one = null] = districts.length === 1 ? districts : []
			const audited = auditedStore({ kind: 'message-sent', many: districts.length, district: one })
			await audited.write(async (session) => {
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
		},
		async fieldContacts({ person }) {
			const found = await store.documentsByRef(placesOf(person, false).map(buildFieldContactsRef))
			return {
				entries: found.flatMap(({ body }) => fieldContactsDocumentSchema.safeParse(body).data?.entries ?? []),
			}
		},
		async saveFieldContacts({ person, body: { entries }, auditedStore }) {
			const places = placesOf(person, true)
			if (entries.some(({ district }) => !places.includes(district))) throw new Problem('not-allowed')
			const audited = auditedStore({ kind: 'field-contacts-changed', many: entries.length })
			await audited.write(async (session) => {
				const before = await store.documentsByRef(places.map(buildFieldContactsRef))
				const known = new Map(before.map(({ ref, body }) => [ref, textOf(body)]))
				for (const place of places) {
					const ref = buildFieldContactsRef(place)
					const body = { entries: entries.filter(({ district }) => district === place) }
					// Phones receive only the districts in which something changed.
					if ((known.get(ref) ?? textOf({ entries: [] })) === textOf(body)) continue
					await session.putDocument({ kind: 'help', ref, scope: 'all', body })
				}
			})
		},
	})
}
