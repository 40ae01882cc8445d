import type { ServerResponse } from 'node:http'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { exportApi } from '#shared/api/exports'
import { classifyCoordinates } from '#shared/export/coordinate-disclosure'
import { buildDisclosureRules } from '#shared/export/public-use-file'
import { planTables } from '#shared/export/table-plan'
import { Problem } from '#shared/kernel/problem'
import { streamConflictTexts } from '../export/conflict-rows.ts'
import { streamEditTexts } from '../export/edit-rows.ts'
import {
	findIdentifiersInAnswers,
	findIdentifiersInConflicts,
	findIdentifiersInEdits,
	findIdentifiersInNotes,
	freeTexts,
} from '../export/find-identifiers.ts'
import { buildSecondNoteFilter } from '../export/merged-transcripts.ts'
import type { DownloadContext } from '../export/releases.ts'
import { secondNoteForms } from '../export/second-note-forms.ts'
import { streamBulkEdits } from '../storage/cleaning/bulk-edits.ts'
import { countForExport, streamConflicts, streamRecords } from '../storage/exports/export-records.ts'
import type { Deps } from './deps.ts'
import { type Download, exportFilter, prepareExportDownload } from './export-download.ts'
import { mountApi } from './mount-api.ts'
import { reportFailure } from './report-failure.ts'

export const longestStallMs = 120_000

/** Routes for the export of a form's records in one round, and for its record count. */
export function exportRoutes(app: FastifyInstance, deps: Deps): void {
	const { store, forms } = deps

	const formOf = (form: string) => (version: number) => forms.compiled(form, version)

	const running = new Set<ServerResponse>()
	// A download can last for hours: the server does not wait for it.
	app.addHook('preClose', async () => {
		for (const response of running) response.destroy()
	})

	mountApi(app, deps, exportApi, {
		async count({ person, query }) {
			const counted = await countForExport(store.reading, exportFilter(person, deps.study, query))
			const versions = await forms.versions(query.form)
			const traits =
				buildDisclosureRules(versions)?.quasiIdentifiers.map(({ question: { name } }) => name) ?? null
			return { ...counted, traits, places: classifyCoordinates(versions) }
		},
		async identifying({ person, query, reply }) {
			const versions = await forms.versions(query.form)
			if (versions.length === 0) throw new Problem('not-found')
			const tableOptions = { values: 'codes', byteOrderMark: false } as const
			const plan = planTables(versions, tableOptions)
			const joining = await secondNoteForms(forms, query.form)
			let texts = 0
			await store.atOneMoment(async (moment) => {
				const filter = exportFilter(person, deps.study, query)
				const free = freeTexts(versions, plan)
				const recordsOf = (of: typeof filter) => () => whileOpen(reply.raw, streamRecords(moment, of))
				const secondNotes = joining.map((notes) => ({
					versions: notes,
					records: recordsOf(buildSecondNoteFilter(filter, notes)),
				}))
				for await (const _ of findIdentifiersInAnswers(recordsOf(filter)(), free, plan)) texts++
				const transcripts = { versions, plan, records: recordsOf(filter) }
				for await (const _ of findIdentifiersInNotes(transcripts, secondNotes)) texts++
				const sides = whileOpen(reply.raw, streamConflicts(moment, filter))
				for await (const text of streamConflictTexts(sides, plan))
					texts += findIdentifiersInConflicts(text, free).length
				const corrected = streamEditTexts(moment, streamBulkEdits(moment, filter), {
					plan,
					formOf: formOf(query.form),
				})
				for await (const text of whileOpen(reply.raw, corrected))
					texts += findIdentifiersInEdits(text, free).length
			})
			return { texts }
		},
		async download({ person, query, reply, audit }) {
			const toTake = await prepareExportDownload(deps, person, query)
			await audit(toTake.auditEvent)
			const disconnect = new AbortController()
			running.add(reply.raw)
			reply.raw.once('close', () => {
				running.delete(reply.raw)
				disconnect.abort()
			})
			return sendFile(deps, reply, toTake, {
				signal: disconnect.signal,
				longestStallMs: deps.longestStallMs ?? longestStallMs,
			})
		},
	})
}

/** Streams a file while it is written. */
export async function sendFile(
	deps: Pick<Deps, 'onFailure'>,
	reply: FastifyReply,
	toTake: Download,
	reading: DownloadContext,
) {
	const onFailure = (thrown: unknown) => reportFailure(deps, reply.request, thrown)
	const file = await toTake.write(reading, onFailure).catch((thrown: unknown) => {
		if (!reading.signal.aborted) throw thrown
	})
	// The client has disconnected.
	if (!file) return reply
	return reply
		.header('content-type', toTake.type)
		.header('content-disposition', `attachment; filename="${toTake.name}"`)
		.send(file)
}

/** Ends early if the client disconnects: there may be a million rows. */
async function* whileOpen<Row>(response: ServerResponse, rows: AsyncIterable<Row>): AsyncGenerator<Row> {
	for await (const row of rows) {
		if (response.destroyed) return
		yield row
	}
}
