import { localize } from '#shared/forms/localized-text'
import type { TranscriptListItem } from '#shared/transcripts/coded-transcripts'
import { byKind, mentionedIn, type TranscriptGroup } from '#shared/transcripts/theme-counts'
import type { Theme } from '#shared/transcripts/themes'

const heads = [
	...[
		'theme',
		'theme_label',
		'form',
		'group',
		'group_label',
		'district',
		'district_label',
		'talks',
		'mentions',
	],
]

interface Words {
	readonly kindText: (kind: TranscriptGroup) => string
	readonly districtText: (code: string | null) => string
	readonly language: string
}

/**
 * Returns the number of transcripts with each theme, by kind of group and district, as rows; numbers are
 * unformatted.
 */
export function themeRows(
	transcripts: readonly TranscriptListItem[],
	themes: readonly Theme[],
	by: string,
	{ kindText, districtText, language }: Words,
): string[][] {
	const lines = themes.flatMap(({ id, label }) =>
		byKind(transcripts).flatMap((kind) =>
			[...new Set(kind.transcripts.map(({ district }) => district))].sort().map((district) => {
				const its = kind.transcripts.filter((transcript) => transcript.district === district)
				const { mentions } = mentionedIn(its, id, by)
				return [
					...[id, localize(label, language), kind.form, kind.group?.code ?? '', kindText(kind)],
					...[district ?? '', districtText(district), String(its.length), String(mentions)],
				]
			}),
		),
	)
	return [heads, ...lines]
}
