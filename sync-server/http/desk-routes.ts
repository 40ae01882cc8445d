import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import * as z from 'zod/mini'
import type { Person } from '#shared/access/people'
import { isInDistricts } from '#shared/access/roles'
import { campaignSchema } from '#shared/campaign/campaign'
import { coverageSchema } from '#shared/campaign/coverage'
import { districtsCalled } from '#shared/campaign/find-districts'
import { Problem } from '#shared/kernel/problem'
import { decisionSchema, recordDetailSchema } from '#shared/revisions/record-detail'
import {
	heldBackSchema,
	type RecordQuery,
	recordListSchema,
	recordQuerySchema,
} from '#shared/revisions/record-listed'
import { findCoverage } from '../coverage/find-coverage.ts'
import { writeExport } from '../export/write-export.ts'
import { decideCase } from '../review/decide-case.ts'
import { findRevisions, recordDetail } from '../review/record-history.ts'
import { listHeldBack } from '../storage/held-back-query.ts'
import { findRecord, listRecords, type RecordFilter } from '../storage/record-queries.ts'
import type { Deps } from './deps.ts'
import { personOf, personWhoMay } from './session-cookie.ts'

const recordsPerPage = 50
const idParams = z.object({ id: z.string() })

/** What coordinators and data managers ask for. Every read and write is narrowed to the person's districts. */
export function deskRoutes(plain: FastifyInstance, deps: Deps): void {
	const app = plain.withTypeProvider<ZodTypeProvider>()
	const { store, forms, campaign, now } = deps
	const demonstrationRounds = campaign.rounds
		.filter(({ demonstration }) => demonstration)
		.map(({ code }) => code)

	const filterFor = (person: Person, query: RecordQuery): RecordFilter => ({
		round: query.round,
		district: query.district,
		form: query.form,
		owner: query.owner,
		statuses: query.status === undefined ? undefined : [query.status],
		disputed: query.disputed === '1',
		search:
			query.search === undefined
				? undefined
				: {
						text: query.search,
						districts: districtsCalled(query.search, campaign.districts).map(({ code }) => code),
					},
		demonstrationRounds,
		districts: person.districts,
	})
	/** @throws Problem `not-found`, also for a record of another district: its existence is nobody's business */
	const recordFor = async (person: Person, id: string) => {
		const row = await findRecord(store.reading, store.project, id)
		if (!row || !isInDistricts(person.districts, row.district)) throw new Problem('not-found')
		return row
	}

	app.get('/api/campaign', { schema: { response: { 200: campaignSchema } } }, async (request) => {
		const person = await personOf(deps, request)
		const districts = campaign.districts.filter(({ code }) => isInDistricts(person.districts, code))
		return { ...campaign, districts }
	})
	app.get(
		'/api/coverage',
		{
			schema: {
				querystring: z.object({ round: z.string() }),
				response: { 200: coverageSchema },
			},
		},
		async (request) => {
			const person = await personWhoMay(deps, request, 'coverage.read')
			return findCoverage(store, campaign, request.query.round, person)
		},
	)
	app.get('/api/forms', async (request) => {
		await personWhoMay(deps, request, 'forms.read')
		return forms.current()
	})
	app.get(
		'/api/forms/:id/:version',
		{ schema: { params: z.object({ id: z.string(), version: z.coerce.number() }) } },
		async (request) => {
			await personWhoMay(deps, request, 'forms.read')
			const found = await forms.compiled(request.params.id, request.params.version)
			if (!found) throw new Problem('not-found')
			return found.definition
		},
	)
	app.get(
		'/api/records',
		{ schema: { querystring: recordQuerySchema, response: { 200: recordListSchema } } },
		async (request) => {
			const person = await personWhoMay(deps, request, 'records.read')
			const page = { before: request.query.before, limit: recordsPerPage }
			return listRecords(store.reading, store.project, filterFor(person, request.query), page)
		},
	)
	app.get(
		'/api/records/:id',
		{ schema: { params: idParams, response: { 200: recordDetailSchema } } },
		async (request) => {
			const person = await personWhoMay(deps, request, 'records.read')
			const { id } = await recordFor(person, request.params.id)
			const found = await findRevisions(store, forms, id)
			if (!found) throw new Problem('not-found')
			return recordDetail(store, found, id)
		},
	)
	app.post(
		'/api/records/:id/decisions',
		{ schema: { params: idParams, body: decisionSchema } },
		async (request, reply) => {
			const person = await personWhoMay(deps, request, 'records.decide')
			const { id } = await recordFor(person, request.params.id)
			await decideCase(store, forms, person, id, request.body, now())
			return reply.code(204).send()
		},
	)
	app.get('/api/held-back', { schema: { response: { 200: heldBackSchema } } }, async (request) => {
		await personWhoMay(deps, request, 'held-back.read')
		return listHeldBack(store.reading, store.project)
	})
	app.get(
		'/api/export',
		{
			schema: {
				querystring: z.object({
					...recordQuerySchema.shape,
					form: z.string(),
					round: z.string(),
					values: z.string().check(z.regex(/^(codes|[a-z]{2,3}(-[A-Za-z]{2,8})?)$/)),
					mark: z.optional(z.enum(['0', '1'])),
				}),
			},
		},
		async (request, reply) => {
			const person = await personWhoMay(deps, request, 'records.export')
			const { form, round, values, mark } = request.query
			const versions = await forms.versions(form)
			const isKnown = campaign.rounds.some(({ code }) => code === round)
			if (versions.length === 0 || !isKnown) throw new Problem('not-found')
			const statuses = request.query.status ? [request.query.status] : ['submitted', 'approved']
			const isDemonstration = demonstrationRounds.includes(round)
			const day = new Date(now()).toISOString().slice(0, 10)
			const name = `${isDemonstration ? 'DEMONSTRATION-' : ''}${form}-${round}-${day}.zip`
			return reply
				.header('content-type', 'application/zip')
				.header('content-disposition', `attachment; filename="${name.replace(/[^\w.-]/g, '_')}"`)
				.send(
					writeExport(store, {
						definitions: versions.map(({ definition }) => definition),
						filter: { ...filterFor(person, request.query), statuses, void: false },
						options: { values, byteOrderMark: mark !== '0' },
						isDemonstration,
						now: new Date(now()),
					}),
				)
		},
	)
}
