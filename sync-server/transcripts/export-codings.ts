import { byteOrderMark, formatCsvRow } from '#shared/export/csv-rows'
import { localize } from '#shared/forms/localized-text'
import {
	type CodedTranscript,
	codersOf,
	groupToName,
	inTheField,
	type TranscriptResponse,
} from '#shared/transcripts/coded-transcripts'
import type { Theme } from '#shared/transcripts/themes'

const ids = ['record_id', 'notes_id']
const heads = [
	...['path', 'form', 'district', 'group', 'sex', 'speaker', 'at', 'text', 'identifying'],
	...['coder', 'theme', 'theme_label', 'quote', 'memo', 'coded_at', 'text_changed'],
]

/**
 * Builds the table of codings: a row for each code in a passage, also for a quote or a memo without a code.
 * No names: speakers are seats, coders are usernames. `identifying`: the text contains an identity card
 * number or a telephone number.
 */
export function exportCodings(
	transcripts: readonly CodedTranscript[],
	themes: readonly Theme[],
	coders: TranscriptResponse['coders'],
): string {
	const labels = new Map(themes.map(({ id, label }) => [id, localize(label, 'en')]))
	const codes = new Map(coders.map(({ id, code }) => [id, code]))
	const lines = transcripts.flatMap((transcript) =>
		transcript.passages.flatMap((passage) =>
			codersOf(passage).flatMap(({ by, themes: found, isQuote, memo, at, isChanged }) => {
				const passageCells = [
					...[passage.path, transcript.form, transcript.district ?? '', groupToName(transcript)?.code ?? ''],
					...[passage.sex?.code ?? '', passage.speaker, String(passage.at ?? ''), passage.text],
					passage.identifying ?? '',
				]
				return (found.length > 0 ? found : ['']).map((theme) =>
					formatCsvRow(
						[transcript.id, passage.record],
						[
							...[...passageCells, by === inTheField ? inTheField : (codes.get(by) ?? '')],
							...[theme, labels.get(theme) ?? '', isQuote ? '1' : '0', memo, at, isChanged ? '1' : '0'],
						],
					),
				)
			}),
		),
	)
	return byteOrderMark + formatCsvRow(ids, heads) + lines.join('')
}
