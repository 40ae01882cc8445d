import type { FastifyInstance, FastifyRequest } from 'fastify'
import { ZipFile } from 'yazl'
import { transcriptApi } from '#shared/api/transcripts'
import { finishedStatuses } from '#shared/coverage/coverage'
import { Problem } from '#shared/kernel/problem'
import type { Person } from '#shared/people/people'
import { dayOf } from '#shared/study/study-day'
import {
	agreementBetween,
	type CodedTranscript,
	groupToName,
	quotesOf,
	toTranscriptListItem,
} from '#shared/transcripts/coded-transcripts'
import { findPeople } from '../storage/people/people.ts'
import type { RecordFilter } from '../storage/records/records.ts'
import { exportCodings } from '../transcripts/export-codings.ts'
import { loadTranscripts } from '../transcripts/load-transcripts.ts'
import { qdpxFiles } from '../transcripts/qdpx-project.ts'
import { saveCoding } from '../transcripts/save-coding.ts'
import { listThemes, saveTheme } from '../transcripts/save-theme.ts'
import { audit } from './audit.ts'
import type { Deps } from './deps.ts'
import { fileName } from './export-download.ts'
import { type Handlers, mountApi } from './mount-api.ts'
import { filterFor, getValidScope } from './record-filter.ts'
import { recordOf } from './require-record.ts'

/** Fixed time, so that zips of the same content are identical. */
const entry = { mtime: new Date(1980, 0, 1), forceDosTimestamp: true }

/** Routes for transcripts of focus groups and key informants: codebook, coding, and results. */
export function transcriptRoutes(app: FastifyInstance, deps: Deps): void {
	mountApi(app, deps, transcriptApi, {
		...codingHandlers(deps),
		...roundHandlers(deps),
		...downloadHandlers(deps),
	})
}

/** The codebook, and the coding of one transcript. */
function codingHandlers(
	deps: Deps,
): Pick<Handlers<typeof transcriptApi>, 'themes' | 'saveTheme' | 'transcript' | 'code'> {
	const { store, forms } = deps
	return {
		themes: async ({ person }) => listThemes(store, forms, person),
		async saveTheme({ person, body, auditedStore }) {
			const through = auditedStore({ kind: 'theme-saved' })
			return { version: await saveTheme(through, forms, person, body) }
		},
		async transcript({ person, params, request, audit }) {
			const { transcript, row } = await findTranscript(deps, request, person, params.id)
			await audit({
				kind: 'record-opened',
				of: row.id,
				district: row.district,
				round: row.round,
			})
			return { ...transcript, coders: await codersOf(deps, [transcript]) }
		},
		async code({ person, params, body, request, auditedStore }) {
			const { transcript, row } = await findTranscript(deps, request, person, params.id)
			const known = new Set((await listThemes(store, forms, person)).map((theme) => theme.id))
			const { district, round } = row
			const through = auditedStore({
				kind: 'passage-coded',
				of: row.id,
				district,
				round,
			})
			await saveCoding(through, person, transcript, known, body)
		},
	}
}

/** The transcripts of a round, their quotes, and the agreement of two coders. */
function roundHandlers(deps: Deps): Pick<Handlers<typeof transcriptApi>, 'list' | 'quotes' | 'agreement'> {
	const { store, forms, now } = deps
	return {
		async list({ person, query, request }) {
			const { transcripts, ...rest } = await viewRound(deps, request, person, query.round)
			return {
				...rest,
				transcripts: transcripts.map(toTranscriptListItem),
				at: new Date(now()).toISOString(),
			}
		},
		async quotes({ person, query, request }) {
			const { round, theme, district, group, sex, by = '' } = query
			const { transcripts, ...rest } = await viewRound(deps, request, person, round)
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
		async agreement({ person, query, request }) {
			const { round, one, other } = query
			const { transcripts, ...rest } = await viewRound(deps, request, person, round)
			const themes = (await listThemes(store, forms, person)).map((theme) => theme.id)
			return { ...rest, ...agreementBetween(transcripts, themes, { one, other }) }
		},
	}
}

/** The codings of a round as a file. */
function downloadHandlers(deps: Deps): Pick<Handlers<typeof transcriptApi>, 'download'> {
	const { store, forms, now } = deps
	return {
		async download({ person, query, reply, audit }) {
			const { round, format } = query
			const { transcripts, demonstration, places } = await loadRound(deps, person, round)
			if (places.round === null) throw new Problem('not-found')
			const coders = await codersOf(deps, transcripts)
			const themes = await listThemes(store, forms, person)
			await audit({ kind: 'codings-downloaded', ...places, many: transcripts.length })
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
	}
}

async function filterOf(
	deps: Deps,
	person: Person,
	scope: Parameters<typeof filterFor>[2],
): Promise<RecordFilter> {
	return {
		...filterFor(person, await deps.study.current(), scope),
		statuses: finishedStatuses,
		void: false,
	}
}

async function loadRound(deps: Deps, person: Person, round: string) {
	const filter = await filterOf(deps, person, { round })
	return {
		transcripts: await loadTranscripts(deps, filter),
		demonstration: filter.demonstration,
		places: getValidScope({ round }, await deps.study.current()),
	}
}

/** Reads the transcripts of a round and logs it. */
async function viewRound(deps: Deps, request: FastifyRequest, person: Person, round: string) {
	const { transcripts, demonstration, places } = await loadRound(deps, person, round)
	await audit(deps, request, { kind: 'transcripts-viewed', ...places, many: transcripts.length })
	return { transcripts, demonstration, coders: await codersOf(deps, transcripts) }
}

async function findTranscript(deps: Deps, request: FastifyRequest, person: Person, record: string) {
	const row = await recordOf(deps, request, person, record)
	const filter = await filterOf(deps, person, row.round === null ? {} : { round: row.round })
	const [transcript] = await loadTranscripts(deps, { ...filter, ids: [row.id] })
	if (!transcript) throw new Problem('not-found')
	return { transcript, row }
}

async function codersOf({ store }: Deps, transcripts: readonly CodedTranscript[]) {
	const ids = transcripts.flatMap(({ passages }) =>
		passages.flatMap(({ codings }) => codings.map(({ by }) => by)),
	)
	const people = await findPeople(store.reading, [...new Set(ids)])
	return [...people.values()].map(({ id: person, name, code }) => ({ id: person, name, code }))
}

/** Removes duplicates; keeps the order. */
const different = <Choice extends { readonly code: string }>(
	choices: readonly (Choice | null)[],
): Choice[] => [
	...new Map(choices.flatMap((choice) => (choice ? [[choice.code, choice] as const] : []))).values(),
]
