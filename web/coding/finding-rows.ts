import type { TranscriptListItem } from '#shared/coding/coded-talks'
import { byKind, mentionedIn, type TranscriptGroup } from '#shared/coding/findings'
import type { Theme } from '#shared/coding/themes'
import { localize } from '#shared/forms/texts'

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

/** In how many talks each theme was found, by kind of group and district, as lines of a table; numbers as they are. */
export function findingRows(
	talks: readonly TranscriptListItem[],
	themes: readonly Theme[],
	by: string,
	{ kindText, districtText, language }: Words,
): string[][] {
	const lines = themes.flatMap(({ id, label }) =>
		byKind(talks).flatMap((kind) =>
			[...new Set(kind.talks.map(({ district }) => district))].sort().map((district) => {
				const its = kind.talks.filter((talk) => talk.district === district)
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
