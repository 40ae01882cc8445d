import type { CsvRow } from '#shared/export/csv-rows'
import type { FormVersion } from '#shared/export/parts-across-versions'
import type { TablePlan } from '#shared/export/table-plan'
import { transcriptColumns } from '#shared/export/transcript-columns'
import type { ExportRow } from '../storage/exports/export-records.ts'
import { type JoiningForm, mergeTranscripts } from './merged-transcripts.ts'

/**
 * Writes the turns of each transcript and its second notes in one order. Notes are disclosed as in the other
 * files.
 */
export async function* buildTranscriptRows(
	versions: readonly FormVersion[],
	plan: TablePlan,
	records: () => AsyncIterable<ExportRow>,
	joining: readonly JoiningForm[],
): AsyncGenerator<CsvRow> {
	yield { ids: [], cells: transcriptColumns.map(({ header }) => header) }
	for await (const { notes: all, turns } of mergeTranscripts(versions, plan, records, joining))
		for (const [i, { speaker, notes }] of turns.entries())
			for (const { record, by, turn } of notes)
				yield {
					ids: [all[0].row.id, record],
					cells: [
						...[String(i + 1), String(turn.at), speaker, turn.question, turn.note, turn.themes.join(' ')],
						...[turn.isQuote ? '1' : '0', by],
						...[String(turn.recordingPosition?.part ?? ''), String(turn.recordingPosition?.second ?? '')],
						turn.isSuppressed ? '1' : '0',
					],
				}
}
