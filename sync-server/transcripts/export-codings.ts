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
export function codingFile(
	talks: readonly CodedTranscript[],
	themes: readonly Theme[],
	coders: TranscriptResponse['coders'],
): string {
	const labels = new Map(themes.map(({ id, label }) => [id, localize(label, 'en')]))
	const codes = new Map(coders.map(({ id, code }) => [id, code]))
	const lines = talks.flatMap((talk) =>
		talk.passages.flatMap((passage) =>
			codersOf(passage).flatMap(({ by, themes: found, isQuote, memo, at, isChanged }) => {
				const said = [
					...[passage.path, talk.form, talk.district ?? '', groupToName(talk)?.code ?? ''],
					...[passage.sex?.code ?? '', passage.speaker, String(passage.at ?? ''), passage.text],
					passage.identifying ?? '',
				]
				return (found.length > 0 ? found : ['']).map((theme) =>
					formatCsvRow(
						[talk.id, passage.record],
						[
							...[...said, by === inTheField ? inTheField : (codes.get(by) ?? '')],
							...[theme, labels.get(theme) ?? '', isQuote ? '1' : '0', memo, at, isChanged ? '1' : '0'],
						],
					),
				)
			}),
		),
	)
	return byteOrderMark + formatCsvRow(ids, heads) + lines.join('')
}
