import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { ZipFile } from 'yazl'
import * as z from 'zod/mini'
import { wholeRoundCost } from '#shared/api/route'
import { finishedStatuses } from '#shared/coverage/coverage'
import { Problem } from '#shared/kernel/problem'
import type { Person } from '#shared/people/people'
import { dayOf } from '#shared/study/study-day'
import {
	agreementBetween,
	agreementSchema,
	type CodedTranscript,
	groupToName,
	quotesOf,
	quotesSchema,
	saveCodingRequestSchema,
	toTranscriptListItem,
	transcriptListResponseSchema,
	transcriptResponseSchema,
} from '#shared/transcripts/coded-transcripts'
import { saveThemeRequestSchema, themeListSchema } from '#shared/transcripts/themes'
import { findPeople } from '../storage/people/people.ts'
import type { RecordFilter } from '../storage/records/records.ts'
import { exportCodings } from '../transcripts/export-codings.ts'
import { loadTranscripts } from '../transcripts/load-transcripts.ts'
import { qdpxFiles } from '../transcripts/qdpx-project.ts'
import { saveCoding } from '../transcripts/save-coding.ts'
import { listThemes, saveTheme } from '../transcripts/save-theme.ts'
import { audit, createAuditedStore } from './audit.ts'
import type { Deps } from './deps.ts'
import { fileName } from './export-download.ts'
import { filterFor, getValidScope } from './record-filter.ts'
import { recordFor } from './require-record.ts'
import { requirePermission } from './session-cookie.ts'

const id = z.string().check(z.maxLength(64))
const ofRound = z.object({ round: z.string().check(z.maxLength(40)) })
const quotesQuerySchema = z.object({
	...ofRound.shape,
	theme: z.optional(id),
	district: z.optional(id),
	group: z.optional(id),
	sex: z.optional(id),
	/** Coder: `field`, or the id of a user. */
	by: z.optional(id),
})
const codingFileQuerySchema = z.object({ ...ofRound.shape, format: z.enum(['csv', 'qdpx']) })
const agreementQuerySchema = z.object({ ...ofRound.shape, one: id, other: id })

/** Fixed time, so that zips of the same content are identical. */
const entry = { mtime: new Date(1980, 0, 1), forceDosTimestamp: true }

/** Routes for transcripts of focus groups and key informants: codebook, coding, and results. */
export function transcriptRoutes(plain: FastifyInstance, deps: Deps): void {
	const app = plain.withTypeProvider<ZodTypeProvider>()
	const { store, forms, now } = deps

	const filterOf = async (person: Person, scope: Parameters<typeof filterFor>[2]): Promise<RecordFilter> => ({
		...filterFor(person, await deps.study.current(), scope),
		statuses: finishedStatuses,
		void: false,
	})
	async function loadRound(person: Person, round: string) {
		const filter = await filterOf(person, { round })
		return {
			transcripts: await loadTranscripts({ store, forms }, filter),
			demonstration: filter.demonstration,
			places: getValidScope({ round }, await deps.study.current()),
		}
	}
	/** Reads the transcripts of a round and logs it. */
	async function viewRound(request: FastifyRequest, person: Person, round: string) {
		const { transcripts, demonstration, places } = await loadRound(person, round)
		await audit(deps, request, { kind: 'transcripts-viewed', ...places, many: transcripts.length })
		return { transcripts, demonstration, coders: await codersOf(transcripts) }
	}
	async function findTranscript(request: FastifyRequest<{ Params: { id: string } }>, person: Person) {
		const row = await recordFor(deps, request, person)
		const filter = await filterOf(person, row.round === null ? {} : { round: row.round })
		const [transcript] = await loadTranscripts({ store, forms }, { ...filter, ids: [row.id] })
		if (!transcript) throw new Problem('not-found')
		return { transcript, row }
	}
	async function codersOf(transcripts: readonly CodedTranscript[]) {
		const ids = transcripts.flatMap(({ passages }) =>
			passages.flatMap(({ codings }) => codings.map(({ by }) => by)),
		)
		const people = await findPeople(store.reading, [...new Set(ids)])
		return [...people.values()].map(({ id: person, name, code }) => ({ id: person, name, code }))
	}

	app.get(
		'/api/themes',
		{ config: { notes: 'nothing' }, schema: { response: { 200: themeListSchema } } },
		async (request) => listThemes(store, forms, await requirePermission(deps, request, 'transcripts.code')),
	)
	app.post(
		'/api/themes',
		{
			config: { notes: ['theme-saved'] },
			schema: { body: saveThemeRequestSchema, response: { 200: z.object({ version: z.int() }) } },
		},
		async (request) => {
			const person = await requirePermission(deps, request, 'transcripts.code')
			const through = createAuditedStore(deps, request, { kind: 'theme-saved' })
			return { version: await saveTheme(through, forms, person, request.body) }
		},
	)
	app.get(
		'/api/transcripts',
		{
			config: { notes: ['transcripts-viewed'], costs: wholeRoundCost },
			schema: { querystring: ofRound, response: { 200: transcriptListResponseSchema } },
		},
		async (request) => {
			const person = await requirePermission(deps, request, 'transcripts.code')
			const { transcripts, ...rest } = await viewRound(request, person, request.query.round)
			return {
				...rest,
				transcripts: transcripts.map(toTranscriptListItem),
				at: new Date(now()).toISOString(),
			}
		},
	)
	app.get(
		'/api/transcripts/quotes',
		{
			config: { notes: ['transcripts-viewed'], costs: wholeRoundCost },
			schema: { querystring: quotesQuerySchema, response: { 200: quotesSchema } },
		},
		async (request) => {
			const person = await requirePermission(deps, request, 'transcripts.code')
			const { round, theme, district, group, sex, by = '' } = request.query
			const { transcripts, ...rest } = await viewRound(request, person, round)
			const all = transcripts.flatMap((transcript) => quotesOf(transcript, by))
			return {
				...rest,
				groups: different(transcripts.map(groupToName)),
				sexes: different(transcripts.flatMap(({ passages }) => passages.map((passage) => passage.sex))),
				quotes: all.filter(
					(quote) =>
						(theme === undefined || quote.themes.includes(theme)) &&
						(district === undefined || quote.district === district) &&
						(group === undefined || quote.group?.code === group) &&
						(sex === undefined || quote.sex?.code === sex),
				),
			}
		},
	)
	app.get(
		'/api/transcripts/agreement',
		{
			config: { notes: ['transcripts-viewed'], costs: wholeRoundCost },
			schema: { querystring: agreementQuerySchema, response: { 200: agreementSchema } },
		},
		async (request) => {
			const person = await requirePermission(deps, request, 'transcripts.code')
			const { round, one, other } = request.query
			const { transcripts, ...rest } = await viewRound(request, person, round)
			const themes = (await listThemes(store, forms, person)).map((theme) => theme.id)
			return { ...rest, ...agreementBetween(transcripts, themes, { one, other }) }
		},
	)
	app.get(
		'/api/transcripts/file',
		{
			config: { notes: ['codings-downloaded'], costs: wholeRoundCost },
			schema: { querystring: codingFileQuerySchema },
		},
		async (request, reply) => {
			const person = await requirePermission(deps, request, 'transcripts.code')
			const { round, format } = request.query
			const { transcripts, demonstration, places } = await loadRound(person, round)
			if (places.round === null) throw new Problem('not-found')
			const coders = await codersOf(transcripts)
			const themes = await listThemes(store, forms, person)
			await audit(deps, request, { kind: 'codings-downloaded', ...places, many: transcripts.length })
			const at = new Date(now()).toISOString()
			const name = `${demonstration ? 'DEMONSTRATION-' : ''}codings-${places.round}`
			const file = fileName(`${name}-${dayOf(now())}.${format}`)
			reply.header('content-disposition', `attachment; filename="${file}"`)
			if (format === 'csv')
				return reply.type('text/csv; charset=utf-8').send(exportCodings(transcripts, themes, coders))
			const zip = new ZipFile()
			for (const [path, text] of qdpxFiles({ name, transcripts, themes, coders, at }))
				zip.addBuffer(Buffer.from(text), path, entry)
			zip.end()
			return reply.type('application/zip').send(zip.outputStream)
		},
	)
	app.get(
		'/api/transcripts/:id',
		{
			config: { notes: ['record-opened'] },
			schema: { params: z.object({ id: z.string() }), response: { 200: transcriptResponseSchema } },
		},
		async (request) => {
			const person = await requirePermission(deps, request, 'transcripts.code')
			const { transcript, row } = await findTranscript(request, person)
			await audit(deps, request, {
				kind: 'record-opened',
				of: row.id,
				district: row.district,
				round: row.round,
			})
			return { ...transcript, coders: await codersOf([transcript]) }
		},
	)
	app.post(
		'/api/transcripts/:id/codings',
		{
			config: { notes: ['passage-coded'] },
			schema: { params: z.object({ id: z.string() }), body: saveCodingRequestSchema },
		},
		async (request, reply) => {
			const person = await requirePermission(deps, request, 'transcripts.code')
			const { transcript, row } = await findTranscript(request, person)
			const known = new Set((await listThemes(store, forms, person)).map((theme) => theme.id))
			const { district, round } = row
			const through = createAuditedStore(deps, request, {
				kind: 'passage-coded',
				of: row.id,
				district,
				round,
			})
			await saveCoding(through, person, transcript, known, request.body)
			return reply.status(204).send()
		},
	)
}

/** Removes duplicates; keeps the order. */
const different = <Choice extends { readonly code: string }>(
	choices: readonly (Choice | null)[],
): Choice[] => [
	...new Map(choices.flatMap((choice) => (choice ? [[choice.code, choice] as const] : []))).values(),
]
