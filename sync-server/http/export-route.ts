import type { ServerResponse } from 'node:http'
import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import * as z from 'zod/mini'
import { fieldsOf } from '#shared/access/access-log'
import type { Person } from '#shared/access/people'
import { roundsFor } from '#shared/campaign/campaign'
import { finishedStatuses } from '#shared/campaign/coverage'
import { exportCountSchema, identifyingCountSchema } from '#shared/export/export-count'
import { type ExportFormat, exportFormatNames, exportFormats } from '#shared/export/export-formats'
import { type Audience, audiences, forOthers } from '#shared/export/for-others'
import type { FormVersion } from '#shared/export/known-parts'
import { planTables } from '#shared/export/table-plan'
import { Problem } from '#shared/kernel/problem'
import { correctionTexts } from '../export/correction-lines.ts'
import { disagreementTexts } from '../export/disagreement-lines.ts'
import { whatStands } from '../export/export-source.ts'
import {
	freeTexts,
	identifyingAnswers,
	identifyingCorrected,
	identifyingSaid,
} from '../export/identifying-lines.ts'
import { joiningForms } from '../export/joining-forms.ts'
import { filterOfNotes } from '../export/talk-lines.ts'
import { writeExport } from '../export/write-export.ts'
import { correctionsInOrder } from '../storage/correction-table.ts'
import { countForExport, readDisagreements, streamRecords } from '../storage/export-queries.ts'
import type { Deps } from './deps.ts'
import { traceOf } from './failures.ts'
import { note } from './noted.ts'
import { filterFor, placesIn, recordQuery } from './record-filter.ts'
import { personWhoMay } from './session-cookie.ts'

export const longestStallMs = 120_000

/** Every record of a round is read. */
export const ofWholeRound = 20

const fileTypes: Partial<Readonly<Record<ExportFormat, string>>> = {
	xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
}

const exportQuery = z.object({
	...recordQuery.shape,
	form: z.string(),
	round: z.string(),
	/** A draft is in no file, whoever asks. */
	status: z.optional(z.enum(finishedStatuses)),
})

/** Figures note nothing: nobody finds a name out by searching for it in them. */
const countQuery = z.pick(exportQuery, { form: true, round: true })

/** A form's records of one round as files, and how many they would be. */
export function exportRoutes(plain: FastifyInstance, deps: Deps): void {
	const app = plain.withTypeProvider<ZodTypeProvider>()
	const { store, forms, now } = deps
	const filterOf = (person: Person, query: z.infer<typeof exportQuery>) => ({
		...filterFor(person, deps.campaign, query),
		statuses: query.status ? [query.status] : finishedStatuses,
		void: false,
	})

	app.get(
		'/api/export/count',
		{
			config: { notes: 'nothing' },
			schema: { querystring: countQuery, response: { 200: exportCountSchema } },
		},
		async (request) => {
			const person = await personWhoMay(deps, request, 'records.export')
			const counted = await countForExport(store.reading, store.project, filterOf(person, request.query))
			const others = forOthers(await forms.versions(request.query.form))
			return { ...counted, traits: others?.traits.map(({ question: { name } }) => name) ?? null }
		},
	)

	app.get(
		'/api/export/identifying',
		{
			config: { notes: 'nothing', costs: ofWholeRound },
			schema: { querystring: countQuery, response: { 200: identifyingCountSchema } },
		},
		async (request, reply) => {
			const person = await personWhoMay(deps, request, 'records.export')
			const versions = await forms.versions(request.query.form)
			if (versions.length === 0) throw new Problem('not-found')
			const told = { values: 'codes', byteOrderMark: false } as const
			const plan = planTables(versions, told)
			const joining = await joiningForms(forms, request.query.form)
			let texts = 0
			await store.atOneMoment(async (db) => {
				const filter = filterOf(person, request.query)
				const free = freeTexts(versions, plan)
				const records = whileOpen(reply.raw, streamRecords(db, store.project, filter))
				for await (const _ of identifyingAnswers(records, free, plan)) texts++
				for (const notes of joining) {
					const its = planTables(notes, told)
					const second = whileOpen(reply.raw, streamRecords(db, store.project, filterOfNotes(filter, notes)))
					for await (const _ of identifyingAnswers(second, freeTexts(notes, its), its)) texts++
				}
				const sides = whileOpen(reply.raw, readDisagreements(db, store.project, filter))
				for await (const text of disagreementTexts(sides, plan)) texts += identifyingSaid(text, free).length
				const corrected = correctionTexts(db, correctionsInOrder(db, store.project, filter), {
					plan,
					formOf: formOf(request.query.form),
				})
				for await (const text of whileOpen(reply.raw, corrected))
					texts += identifyingCorrected(text, free).length
			})
			return { texts }
		},
	)

	const formOf = (form: string) => (version: number) => forms.compiled(form, version)

	const running = new Set<ServerResponse>()
	// a download can last for hours: the server does not wait for it
	app.addHook('preClose', async () => {
		for (const response of running) response.destroy()
	})

	app.get(
		'/api/export',
		{
			config: { notes: ['files-taken'], costs: ofWholeRound },
			schema: {
				querystring: z.object({
					...exportQuery.shape,
					values: z.string().check(z.regex(/^(codes|[a-z]{2,3}(-[A-Za-z]{2,8})?)$/)),
					mark: z.optional(z.enum(['0', '1'])),
					format: z.optional(z.enum(exportFormatNames)),
					/** With the pictures, sounds and files that are at the server. */
					media: z.optional(z.enum(['0', '1'])),
					/** Not rounded to their cell. */
					places: z.optional(z.enum(['exact'])),
					/** Without what tells who somebody is. */
					for: z.optional(z.enum(Object.keys(audiences) as Audience[])),
				}),
			},
		},
		async (request, reply) => {
			const person = await personWhoMay(deps, request, 'records.export')
			const { form, values, mark, media, places, format = 'csv', for: audience } = request.query
			if (!exportFormats[format].holdsMedia && media === '1')
				throw new Problem('input-invalid', { field: 'media' })
			if (audience && !exportFormats[format].isForOthers)
				throw new Problem('input-invalid', { field: 'format' })
			if (places === 'exact') await personWhoMay(deps, request, 'places.exact')
			const campaign = await deps.campaign.current()
			const round = roundsFor(person, campaign).find(({ code }) => code === request.query.round)
			const versions = await forms.versions(form)
			if (versions.length === 0 || !round) throw new Problem('not-found')
			if (audience) checkForOthers(request.query, versions)
			const filter = filterOf(person, request.query)
			const { records } = await countForExport(store.reading, store.project, filter)
			if (audience && records < audiences[audience])
				throw new Problem('too-few-for-others', { fewest: audiences[audience] })
			await note(deps, request, {
				kind: 'files-taken',
				of: form,
				...placesIn(request.query, campaign),
				many: records,
				fields: [...fieldsOf(request.query), ...(audience ? [`for-${audience}` as const] : [])],
			})

			const gone = new AbortController()
			running.add(reply.raw)
			reply.raw.once('close', () => {
				running.delete(reply.raw)
				gone.abort()
			})
			const file = await writeExport(store, {
				versions,
				joining: await joiningForms(forms, form),
				formOf: formOf(form),
				source: (db) => whatStands(db, store.project),
				manifest: null,
				format,
				filter,
				options: {
					...{ values, byteOrderMark: mark !== '0', exactPlaces: places === 'exact' },
					audience,
				},
				media: media === '1' ? deps.files : null,
				isDemonstration: round.demonstration,
				gone: gone.signal,
				longestStallMs: deps.longestStallMs ?? longestStallMs,
				onFailure: (thrown) => deps.onFailure(`GET /api/export: ${traceOf(thrown)}`),
			}).catch((thrown: unknown) => {
				if (!gone.signal.aborted) throw thrown
			})
			// nobody is there to hear of it
			if (!file) return reply
			const day = new Date(now()).toISOString().slice(0, 10)
			const name = `${round.demonstration ? 'DEMONSTRATION-' : ''}${form}-${round.code}-${audience ? `for-${audience}-` : ''}${day}.${format === 'xlsx' ? 'xlsx' : 'zip'}`
			return reply
				.header('content-type', fileTypes[format] ?? 'application/zip')
				.header('content-disposition', `attachment; filename="${name.replace(/[^\w.-]/g, '_')}"`)
				.send(file)
		},
	)
}

/** By nothing else is a file for others narrowed: two that differ by one record would tell that one. */
const takenForOthers = ['form', 'round', 'values', 'mark', 'format', 'for']

/** @throws Problem `input-invalid`, `not-for-others` */
function checkForOthers(query: object, versions: readonly FormVersion[]): void {
	const [field] = Object.keys(query).filter((name) => !takenForOthers.includes(name))
	if (field !== undefined) throw new Problem('input-invalid', { field })
	if (!forOthers(versions)) throw new Problem('not-for-others')
}

/** Ends early when whoever asked has gone away: there may be a million. */
async function* whileOpen<Row>(response: ServerResponse, rows: AsyncIterable<Row>): AsyncGenerator<Row> {
	for await (const row of rows) {
		if (response.destroyed) return
		yield row
	}
}
