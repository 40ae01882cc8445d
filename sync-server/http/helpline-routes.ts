import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import * as z from 'zod/mini'
import { helplineShiftSchema, shiftReplySchema, shiftRequestSchema } from '#shared/helpline/call-backs'
import { callCountsSchema } from '#shared/helpline/call-counts'
import { referralCountsSchema } from '#shared/helpline/count-referrals'
import { toBase64url } from '#shared/kernel/bytes'
import { Problem } from '#shared/kernel/problem'
import type { Person } from '#shared/people/people'
import { canReadRecords, isDistrictInScope } from '#shared/people/roles'
import { helplineForm } from '#shared/study/record-attributes'
import { actInShift, helplineShift } from '../helpline/helpline-shift.ts'
import { referralCounts } from '../helpline/referrals.ts'
import { countCalls } from '../storage/helpline/calls.ts'
import { audit } from './audit.ts'
import { strangersBody } from './bodies-in-flight.ts'
import type { Deps } from './deps.ts'
import { requirePermission } from './session-cookie.ts'

const monthSchema = z.string().check(z.regex(/^\d{4}-\d{2}$/))

/** Routes for the helpline's call log. */
export function helplineRoutes(plain: FastifyInstance, deps: Deps): void {
	const app = plain.withTypeProvider<ZodTypeProvider>()
	const { store, forms } = deps
	/**
	 * Requires a reader of the log; a call belongs to no district. @throws Problem `not-allowed`, `not-found`
	 */
	const readerOf = async (request: FastifyRequest): Promise<Person> => {
		const person = await requirePermission(deps, request, 'operator-quality.resolve')
		const isHere = (await forms.serves()).includes('helpline')
		const isReader = isHere && canReadRecords(person.role, await forms.readers(helplineForm))
		if (!isReader || !isDistrictInScope(person.districts, null)) throw new Problem('not-found')
		return person
	}

	app.get(
		'/api/helpline/shift',
		{
			config: { notes: ['call-backs-viewed'] },
			schema: { response: { 200: helplineShiftSchema } },
		},
		async (request) => {
			const person = await readerOf(request)
			const [form] = (await forms.current()).filter(({ id }) => id === helplineForm)
			if (!form) throw new Problem('not-found')
			const how = { now: deps.now(), form: form.definition }
			const shift = await store.atOneMoment((db) => helplineShift(db, store.project, person, how))
			await audit(deps, request, { kind: 'call-backs-viewed', many: shift.open.length })
			return shift
		},
	)
	app.post(
		'/api/helpline/shift',
		{
			config: { notes: 'nothing', bodyFrom: 'anybody' },
			bodyLimit: strangersBody,
			schema: { body: shiftRequestSchema, response: { 200: shiftReplySchema } },
		},
		// No session: the key that the phone's PIN opens signs the request.
		async (request) => {
			const now = deps.now()
			const onDeviceIdentified = (device: string) => deps.rateLimiters.byDevice.consume(device, now, 1)
			return {
				sealed: toBase64url(await actInShift({ store, forms, now, onDeviceIdentified }, request.body)),
			}
		},
	)
	app.get(
		'/api/helpline/counts',
		{
			config: { notes: 'nothing' },
			schema: {
				querystring: z.object({ madeUp: z.optional(z.literal('1')) }),
				response: { 200: callCountsSchema },
			},
		},
		async (request) => {
			const { demonstration } = await readerOf(request)
			return countCalls(store.reading, store.project, demonstration || request.query.madeUp === '1')
		},
	)
	app.get(
		'/api/helpline/referrals',
		{
			config: { notes: 'nothing' },
			schema: {
				querystring: z.object({ from: monthSchema, to: monthSchema, madeUp: z.optional(z.literal('1')) }),
				response: { 200: referralCountsSchema },
			},
		},
		async (request) => {
			const person = await readerOf(request)
			const { madeUp, ...period } = request.query
			const demonstration = person.demonstration || madeUp === '1'
			return store.atOneMoment((db) =>
				referralCounts(db, store.project, { demonstration, period, now: deps.now() }),
			)
		},
	)
}
