import type { LabelledChoice, TranscriptListItem } from './coded-talks.ts'

/** Whether a theme was found in a talk, by one of those who coded it or by any (''). */
export const isFoundIn = ({ coded }: Pick<TranscriptListItem, 'coded'>, theme: string, by: string): boolean =>
	coded.some((each) => (by === '' || each.by === by) && (each.themes[theme] ?? 0) > 0)

/** How many of some talks have a theme. */
export interface Mentioned {
	readonly talks: number
	readonly mentions: number
}
export const mentionedIn = (talks: readonly TranscriptListItem[], theme: string, by: string): Mentioned => ({
	talks: talks.length,
	mentions: talks.filter((talk) => isFoundIn(talk, theme, by)).length,
})

/** The talks of each kind, of a form each; those that say of none stand last. */
export interface TranscriptGroup {
	readonly form: string
	readonly group: LabelledChoice | null
	/** In the order in which they were begun. */
	readonly talks: readonly TranscriptListItem[]
}
export function byKind(talks: readonly TranscriptListItem[]): TranscriptGroup[] {
	const kinds = new Map<string, TranscriptGroup & { talks: TranscriptListItem[] }>()
	const inOrder = [...talks].sort((a, b) =>
		a.begun < b.begun || (a.begun === b.begun && a.id < b.id) ? -1 : 1,
	)
	for (const talk of inOrder) {
		const { form, group } = talk
		const key = JSON.stringify([form, group?.code ?? null])
		const kind = kinds.get(key) ?? { form, group, talks: [] }
		kind.talks.push(talk)
		kinds.set(key, kind)
	}
	return [...kinds.values()].sort((a, b) => b.talks.length - a.talks.length)
}

/**
 * How many themes each further talk brought that none before it had. Few or none in the last ones say that more talks of that kind would hardly
 * say anything new: Guest, G., Bunce, A. and Johnson, L. (2006). How many interviews are enough? Field Methods 18 (1), 59–82.
 */
export function newThemes(
	talks: readonly TranscriptListItem[],
	themes: readonly string[],
	by: string,
): number[] {
	const known = new Set<string>()
	return talks.map((talk) => {
		const fresh = themes.filter((theme) => !known.has(theme) && isFoundIn(talk, theme, by))
		for (const theme of fresh) known.add(theme)
		return fresh.length
	})
}
