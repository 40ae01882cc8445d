import type { TableLine } from '#shared/export/csv-cells'
import type { FormVersion } from '#shared/export/known-parts'
import { answersInFiles, planTables, type StoredAnswers, type TablePlan } from '#shared/export/table-plan'
import { talkColumns } from '#shared/export/talk-columns'
import { nodesOf } from '#shared/forms/form-nodes'
import {
	codeJoined,
	codeOffered,
	mergeTurns,
	type ReadTalk,
	type TalkNotes,
	turnsJoined,
} from '#shared/forms/merge-turns'
import { readingOf, type Talk, talkOf, turnsOf } from '#shared/forms/talk'
import type { ExportRow } from '../storage/export-queries.ts'
import type { RecordFilter } from '../storage/record-queries.ts'

/** A form whose records are second notes of the talks of another. */
export interface JoiningForm {
	readonly versions: readonly FormVersion[]
	readonly records: () => AsyncIterable<ExportRow>
}

/** Which second notes go with the records of a filter: somebody else began them, and their names and states are their own. */
export const filterOfNotes = (filter: RecordFilter, versions: readonly FormVersion[]): RecordFilter => ({
	...filter,
	...{ owner: undefined, search: undefined, disputed: undefined, statuses: undefined },
	form: versions.at(-1)?.definition.id,
})

/** The turns of each talk, with the second notes of it, in one order: the file holds of a note what the other files hold of it. */
export async function* talkLines(
	versions: readonly FormVersion[],
	plan: TablePlan,
	records: () => AsyncIterable<ExportRow>,
	joining: readonly JoiningForm[],
): AsyncGenerator<TableLine> {
	yield { ids: [], cells: talkColumns.map(({ header }) => header) }
	const talks = talksOf(versions)
	const seconds = await secondNotes(joining)
	for await (const row of records()) {
		const first = readTalk(row, talks, plan)
		if (!first) continue
		const own = { record: row.id, by: row.owner_code, turns: turnsOf(first.talk, first.told) }
		const joined = (seconds.get(codeOffered(first.talk, first.answers)) ?? []).map(
			({ record, by, read }): TalkNotes => ({ record, by, turns: turnsJoined(first, read) }),
		)
		for (const [i, { speaker, notes }] of mergeTurns([own, ...joined]).entries())
			for (const { record, by, turn } of notes)
				yield {
					ids: [row.id, record],
					cells: [
						...[String(i + 1), String(turn.at), speaker, turn.question, turn.note, turn.themes.join(' ')],
						...[turn.isQuote ? '1' : '0', by],
						...[String(turn.heard?.part ?? ''), String(turn.heard?.second ?? '')],
						turn.isUntold ? '1' : '0',
					],
				}
	}
}

interface SecondNotes {
	readonly record: string
	readonly by: string
	readonly read: ReadTalk
}

/** By the code of their talk. A round has some dozens of them, so that they can be held. */
async function secondNotes(joining: readonly JoiningForm[]): Promise<Map<string, SecondNotes[]>> {
	const byCode = new Map<string, SecondNotes[]>()
	for (const { versions, records } of joining) {
		const talks = talksOf(versions)
		const plan = planTables(versions, { values: 'codes', byteOrderMark: false })
		for await (const row of records()) {
			const read = readTalk(row, talks, plan)
			const code = read && codeJoined(read.talk, read.answers)
			if (code) byCode.set(code, [...(byCode.get(code) ?? []), { record: row.id, by: row.owner_code, read }])
		}
	}
	return byCode
}

function readTalk(row: ExportRow, talks: ReadonlyMap<number, Talk>, plan: TablePlan): ReadTalk | null {
	const talk = talks.get(row.form_version)
	if (!talk) return null
	const answers = answersInFiles(JSON.parse(row.view) as StoredAnswers, row.form_version, plan)
	const told = [...answers].filter(([path]) => plan.mayTell(path))
	return { talk, answers: readingOf(Object.fromEntries(answers)), told: readingOf(Object.fromEntries(told)) }
}

const talksOf = (versions: readonly FormVersion[]): Map<number, Talk> =>
	new Map(
		versions.flatMap(({ version, definition }): [number, Talk][] => {
			const talk = talkOf({ nodes: nodesOf(definition) })
			return talk ? [[version, talk]] : []
		}),
	)
