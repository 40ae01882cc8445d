import type { LabelledChoice, TranscriptListItem } from './coded-transcripts.ts'

/** True if a theme was found in a transcript, by one coder or by any (''). */
export const isFoundIn = ({ coded }: Pick<TranscriptListItem, 'coded'>, theme: string, by: string): boolean =>
	coded.some((each) => (by === '' || each.by === by) && (each.themes[theme] ?? 0) > 0)

/** Number of transcripts with a theme, and of its mentions in them. */
export interface Mentioned {
	readonly talks: number
	readonly mentions: number
}
export const mentionedIn = (talks: readonly TranscriptListItem[], theme: string, by: string): Mentioned => ({
	talks: talks.length,
	mentions: talks.filter((talk) => isFoundIn(talk, theme, by)).length,
})

/** Transcripts of each kind, of one form each; those without a kind come last. */
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
 * Counts the themes that each further transcript adds. Few or none in the last ones indicate that more
 * discussions of that kind would hardly add anything: Guest, G., Bunce, A. and Johnson, L. (2006). How many
 * interviews are enough? Field Methods 18 (1), 59–82.
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
