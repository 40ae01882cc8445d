import type { FormVersion } from '#shared/export/parts-across-versions'
import { answersInFiles, planTables, type StoredAnswers, type TablePlan } from '#shared/export/table-plan'
import type { FormDefinition } from '#shared/forms/form-definition'
import { nodesOf } from '#shared/forms/form-nodes'
import {
	findTranscriptStructure,
	readingOf,
	readTranscriptTurns,
	type TranscriptStructure,
} from '#shared/forms/transcript-structure'
import {
	codeJoined,
	codeOffered,
	type EvaluatedTranscript,
	type MergedTurn,
	mergeTranscriptTurns,
	mergeTurns,
	type TranscriptNotes,
} from '#shared/transcripts/merge-turns'
import type { ExportRow } from '../storage/exports/export-records.ts'
import type { RecordFilter } from '../storage/records/records.ts'

/** A form whose records are second notes of another form's transcripts. */
export interface JoiningForm {
	readonly versions: readonly FormVersion[]
	readonly records: () => AsyncIterable<ExportRow>
}

/** Notes that one person took of a conversation, in their own record. */
export interface NoteTakerNotes {
	readonly row: ExportRow
	/** Definition of the version that the notes were written in. */
	readonly definition: FormDefinition
	readonly read: EvaluatedTranscript
}

/** A transcript merged from all notes; the first notes are those of the record itself. */
export interface MergedTranscript {
	readonly notes: readonly [first: NoteTakerNotes, ...seconds: NoteTakerNotes[]]
	readonly turns: readonly MergedTurn[]
}

/** Filter for the second notes of filtered records: they have other owners, ids and statuses. */
export const buildSecondNoteFilter = (
	filter: RecordFilter,
	versions: readonly FormVersion[],
): RecordFilter => ({
	...filter,
	ids: undefined,
	owners: undefined,
	search: undefined,
	hasConflict: undefined,
	statuses: undefined,
	form: versions.at(-1)?.definition.id,
})

/**
 * Yields the transcripts of a form's records, as files may disclose them, each merged with its second notes.
 */
export async function* mergeTranscripts(
	versions: readonly FormVersion[],
	plan: TablePlan,
	records: () => AsyncIterable<ExportRow>,
	joining: readonly JoiningForm[],
): AsyncGenerator<MergedTranscript> {
	const structures = structuresByVersion(versions)
	const byCode = await secondNotes(joining)
	for await (const row of records()) {
		const known = structures.get(row.form_version)
		if (!known) continue
		const { structure, definition } = known
		const first = readTranscript(row, structure, plan)
		const own = {
			record: row.id,
			by: row.owner_code,
			turns: readTranscriptTurns(first.structure, first.disclosed),
		}
		const seconds = byCode.get(codeOffered(first.structure, first.answers)) ?? []
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

/** Returns the ids of second notes that belong to one of these transcripts. */
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

/** Groups second notes by transcript code. A round has some dozens, so they fit into memory. */
async function secondNotes(joining: readonly JoiningForm[]): Promise<Map<string, NoteTakerNotes[]>> {
	const byCode = new Map<string, NoteTakerNotes[]>()
	for (const { versions, records } of joining) {
		const structures = structuresByVersion(versions)
		const plan = planTables(versions, { values: 'codes', byteOrderMark: false })
		for await (const row of records()) {
			const known = structures.get(row.form_version)
			if (!known) continue
			const { structure, definition } = known
			const read = readTranscript(row, structure, plan)
			const code = codeJoined(structure, read.answers)
			if (code) byCode.set(code, [...(byCode.get(code) ?? []), { row, definition, read }])
		}
	}
	return byCode
}

function readTranscript(
	row: ExportRow,
	structure: TranscriptStructure,
	plan: TablePlan,
): EvaluatedTranscript {
	const answers = answersInFiles(JSON.parse(row.answers) as StoredAnswers, row.form_version, plan)
	const disclosedAnswers = [...answers].filter(([path]) => plan.canDisclose(path))
	return {
		structure: structure,
		answers: readingOf(Object.fromEntries(answers)),
		disclosed: readingOf(Object.fromEntries(disclosedAnswers)),
	}
}

/** Transcript structure by version; versions without one are left out. */
const structuresByVersion = (versions: readonly FormVersion[]) =>
	new Map(
		versions.flatMap(({ version, definition }) => {
			const structure = findTranscriptStructure({ nodes: nodesOf(definition) })
			return structure ? [[version, { structure, definition }] as const] : []
		}),
	)
