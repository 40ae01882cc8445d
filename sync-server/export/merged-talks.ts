import type { FormVersion } from '#shared/export/known-parts'
import { answersInFiles, planTables, type StoredAnswers, type TablePlan } from '#shared/export/table-plan'
import type { FormDefinition } from '#shared/forms/form-definition'
import { nodesOf } from '#shared/forms/form-nodes'
import {
	codeJoined,
	codeOffered,
	type EvaluatedTranscript,
	type MergedTurn,
	mergeTranscriptTurns,
	mergeTurns,
	type TranscriptNotes,
} from '#shared/forms/merge-turns'
import {
	findTranscriptStructure,
	readingOf,
	readTranscriptTurns,
	type TranscriptStructure,
} from '#shared/forms/talk'
import type { ExportRow } from '../storage/export-queries.ts'
import type { RecordFilter } from '../storage/record-queries.ts'

/** A form whose records are second notes of the talks of another. */
export interface JoiningForm {
	readonly versions: readonly FormVersion[]
	readonly records: () => AsyncIterable<ExportRow>
}

/** What one person wrote of a talk, in a record of their own. */
export interface NoteTakerNotes {
	readonly row: ExportRow
	/** In the version in which it was written. */
	readonly definition: FormDefinition
	readonly read: EvaluatedTranscript
}

/** A talk as all who took notes of it have it: the first notes are whose record it is. */
export interface MergedTranscript {
	readonly notes: readonly [first: NoteTakerNotes, ...seconds: NoteTakerNotes[]]
	readonly turns: readonly MergedTurn[]
}

/** Which second notes go with the records of a filter: somebody else began them, and their names and states are their own. */
export const buildSecondNoteFilter = (
	filter: RecordFilter,
	versions: readonly FormVersion[],
): RecordFilter => ({
	...filter,
	ids: undefined,
	owner: undefined,
	search: undefined,
	hasConflict: undefined,
	statuses: undefined,
	form: versions.at(-1)?.definition.id,
})

/** The talks of a form's records, with what a file may tell of them; each with the second notes of it. */
export async function* mergeTranscripts(
	versions: readonly FormVersion[],
	plan: TablePlan,
	records: () => AsyncIterable<ExportRow>,
	joining: readonly JoiningForm[],
): AsyncGenerator<MergedTranscript> {
	const talks = talksOf(versions)
	const byCode = await secondNotes(joining)
	for await (const row of records()) {
		const known = talks.get(row.form_version)
		if (!known) continue
		const { talk, definition } = known
		const first = readTalk(row, talk, plan)
		const own = {
			record: row.id,
			by: row.owner_code,
			turns: readTranscriptTurns(first.talk, first.disclosed),
		}
		const seconds = byCode.get(codeOffered(first.talk, first.answers)) ?? []
		const joined = seconds.map(
			(second): TranscriptNotes => ({
				record: second.row.id,
				by: second.row.owner_code,
				turns: mergeTranscriptTurns(first, second.read),
			}),
		)
		yield { notes: [{ row, definition, read: first }, ...seconds], turns: mergeTurns([own, ...joined]) }
	}
}

/** The ids of second notes that go with one of these talks. */
export async function listJoinedNotes(
	versions: readonly FormVersion[],
	plan: TablePlan,
	records: () => AsyncIterable<ExportRow>,
	joining: readonly JoiningForm[],
): Promise<Set<string>> {
	const ids = new Set<string>()
	for await (const { notes } of mergeTranscripts(versions, plan, records, joining))
		for (const { row } of notes.slice(1)) ids.add(row.id)
	return ids
}

/** By the code of their talk. A round has some dozens of them, so that they can be held. */
async function secondNotes(joining: readonly JoiningForm[]): Promise<Map<string, NoteTakerNotes[]>> {
	const byCode = new Map<string, NoteTakerNotes[]>()
	for (const { versions, records } of joining) {
		const talks = talksOf(versions)
		const plan = planTables(versions, { values: 'codes', byteOrderMark: false })
		for await (const row of records()) {
			const known = talks.get(row.form_version)
			if (!known) continue
			const { talk, definition } = known
			const read = readTalk(row, talk, plan)
			const code = codeJoined(talk, read.answers)
			if (code) byCode.set(code, [...(byCode.get(code) ?? []), { row, definition, read }])
		}
	}
	return byCode
}

function readTalk(row: ExportRow, talk: TranscriptStructure, plan: TablePlan): EvaluatedTranscript {
	const answers = answersInFiles(JSON.parse(row.view) as StoredAnswers, row.form_version, plan)
	const told = [...answers].filter(([path]) => plan.canDisclose(path))
	return {
		talk,
		answers: readingOf(Object.fromEntries(answers)),
		disclosed: readingOf(Object.fromEntries(told)),
	}
}

/** By version; those that are no talk are not among them. */
const talksOf = (versions: readonly FormVersion[]) =>
	new Map(
		versions.flatMap(({ version, definition }) => {
			const talk = findTranscriptStructure({ nodes: nodesOf(definition) })
			return talk ? [[version, { talk, definition }] as const] : []
		}),
	)
