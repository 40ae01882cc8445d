import type { LabelledChoice, TranscriptListItem } from './coded-transcripts.ts'

/** True if a theme was found in a transcript, by one coder or by any (''). */
export const isFoundIn = ({ coded }: Pick<TranscriptListItem, 'coded'>, theme: string, by: string): boolean =>
	coded.some((each) => (by === '' || each.by === by) && (each.themes[theme] ?? 0) > 0)

/** Number of transcripts with a theme, and of its mentions in them. */
export interface Mentioned {
	readonly transcripts: number
	readonly mentions: number
}
export const mentionedIn = (
	transcripts: readonly TranscriptListItem[],
	theme: string,
	by: string,
): Mentioned => ({
	transcripts: transcripts.length,
	mentions: transcripts.filter((transcript) => isFoundIn(transcript, theme, by)).length,
})

/** Transcripts of each kind, of one form each; those without a kind come last. */
export interface TranscriptGroup {
	readonly form: string
	readonly group: LabelledChoice | null
	/** In the order in which they were begun. */
	readonly transcripts: readonly TranscriptListItem[]
}
export function byKind(transcripts: readonly TranscriptListItem[]): TranscriptGroup[] {
	const kinds = new Map<string, TranscriptGroup & { transcripts: TranscriptListItem[] }>()
	const inOrder = [...transcripts].sort((a, b) =>
		a.startedAt < b.startedAt || (a.startedAt === b.startedAt && a.id < b.id) ? -1 : 1,
	)
	for (const transcript of inOrder) {
		const { form, group } = transcript
		const key = JSON.stringify([form, group?.code ?? null])
		const kind = kinds.get(key) ?? { form, group, transcripts: [] }
		kind.transcripts.push(transcript)
		kinds.set(key, kind)
	}
	return [...kinds.values()].sort((a, b) => b.transcripts.length - a.transcripts.length)
}

/**
 * Counts the themes that each further transcript adds. Few or none in the last ones indicate that more
 * discussions of that kind would hardly add anything: Guest, G., Bunce, A. and Johnson, L. (2006). How many
 * interviews are enough? Field Methods 18 (1), 59–82.
 */
export function newThemes(
	transcripts: readonly TranscriptListItem[],
	themes: readonly string[],
	by: string,
): number[] {
	const known = new Set<string>()
	return transcripts.map((transcript) => {
		const fresh = themes.filter((theme) => !known.has(theme) && isFoundIn(transcript, theme, by))
		for (const theme of fresh) known.add(theme)
		return fresh.length
	})
}
