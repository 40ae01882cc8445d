import * as z from 'zod/mini'
import { computeThemeAgreement } from './agreement.ts'

/** Coder in place of a person: themes that note-takers ticked in the field. */
export const inTheField = 'field'

const choiceSchema = z.object({ code: z.string(), label: z.record(z.string(), z.string()) })
export type LabelledChoice = z.infer<typeof choiceSchema>

/** Coding of a passage by one person. */
export const codingSchema = z.object({
	themes: z.array(z.string().check(z.maxLength(31))).check(z.maxLength(100)),
	isQuote: z.boolean(),
	memo: z.string().check(z.trim(), z.maxLength(2000)),
})
export type Coding = z.infer<typeof codingSchema>

/** Request to save the coding of a passage by one person; an empty one deletes it. */
export const saveCodingRequestSchema = z.object({
	...codingSchema.shape,
	record: z.string().check(z.maxLength(64)),
	path: z.string().check(z.maxLength(400)),
	/** Digest of the text that was shown. */
	textDigest: z.string().check(z.maxLength(64)),
})
export type SaveCodingRequest = z.infer<typeof saveCodingRequestSchema>

const publishedCodingSchema = z.object({
	...codingSchema.shape,
	by: z.string(),
	at: z.string(),
	/** True if the text has changed since it was coded. */
	isChanged: z.boolean(),
})
export type CodingByCoder = z.infer<typeof publishedCodingSchema>

export const passageSchema = z.object({
	record: z.string(),
	path: z.string(),
	at: z.nullable(z.number()),
	speaker: z.string(),
	about: z.nullable(z.record(z.string(), z.string())),
	text: z.string(),
	isSealed: z.boolean(),
	textDigest: z.string(),
	themes: z.array(z.string()),
	isQuote: z.boolean(),
	by: z.string(),
	sex: z.nullable(choiceSchema),
	/** Kind of a number in the text that identifies a person. */
	identifying: z.nullable(z.enum(['id-card', 'telephone'])),
	codings: z.array(publishedCodingSchema),
})
export type CodedPassage = z.infer<typeof passageSchema>

const transcriptFields = {
	id: z.string(),
	form: z.string(),
	formTitle: z.record(z.string(), z.string()),
	district: z.nullable(z.string()),
	group: z.nullable(choiceSchema),
	/** Time at which its record was begun; ISO, UTC. */
	startedAt: z.string(),
}
const codersSchema = z.array(z.object({ id: z.string(), name: z.string(), code: z.string() }))

export const transcriptResponseSchema = z.object({
	...transcriptFields,
	/** False if quotes have to be published without the kind of informant. */
	mayBeNamed: z.boolean(),
	passages: z.array(passageSchema),
	coders: codersSchema,
})
export type TranscriptResponse = z.infer<typeof transcriptResponseSchema>
export type CodedTranscript = Omit<TranscriptResponse, 'coders'>

const transcriptListItemSchema = z.object({
	...transcriptFields,
	passages: z.int(),
	/** Number of coded passages, and of passages per theme, by coder. */
	coded: z.array(z.object({ by: z.string(), passages: z.int(), themes: z.record(z.string(), z.int()) })),
})
export type TranscriptListItem = z.infer<typeof transcriptListItemSchema>
export const transcriptListResponseSchema = z.object({
	transcripts: z.array(transcriptListItemSchema),
	coders: codersSchema,
	demonstration: z.boolean(),
	at: z.string(),
})
export type TranscriptListResponse = z.infer<typeof transcriptListResponseSchema>

const quoteSchema = z.object({
	transcript: z.string(),
	district: z.nullable(z.string()),
	group: z.nullable(choiceSchema),
	sex: z.nullable(choiceSchema),
	speaker: z.string(),
	text: z.string(),
	themes: z.array(z.string()),
	identifying: z.nullable(z.enum(['id-card', 'telephone'])),
	isChanged: z.boolean(),
})
export type Quote = z.infer<typeof quoteSchema>
export const quotesSchema = z.object({
	quotes: z.array(quoteSchema),
	/** Values of the round for the filters. */
	groups: z.array(choiceSchema),
	sexes: z.array(choiceSchema),
	coders: codersSchema,
	demonstration: z.boolean(),
})
export type Quotes = z.infer<typeof quotesSchema>

export const agreementSchema = z.object({
	transcripts: z.int(),
	passages: z.int(),
	coders: codersSchema,
	demonstration: z.boolean(),
	themes: z.array(
		z.object({
			id: z.string(),
			both: z.int(),
			one: z.int(),
			other: z.int(),
			neither: z.int(),
			same: z.nullable(z.number()),
			kappa: z.nullable(z.number()),
		}),
	),
})
export type AgreementResponse = z.infer<typeof agreementSchema>

type CodedParts = Pick<CodedPassage, 'themes' | 'isQuote' | 'codings'>

/** Returns all codings of a passage: in the field, at an unknown time, then person by person. */
export const codersOf = ({ themes, isQuote, codings }: CodedParts): CodingByCoder[] => [
	...(themes.length > 0 || isQuote
		? [{ by: inTheField, themes, isQuote, memo: '', at: '', isChanged: false }]
		: []),
	...codings,
]

/** Returns the themes of a passage by one coder, or by any (''). */
export const themesBy = (passage: CodedParts, by: string): string[] => [
	...new Set(codersOf(passage).flatMap((each) => (by === '' || each.by === by ? each.themes : []))),
]

/** Converts a transcript to a list item, with its themes by coder. */
export function toTranscriptListItem({
	passages,
	mayBeNamed: _,
	...transcript
}: CodedTranscript): TranscriptListItem {
	const coded = new Map<string, { passages: number; themes: Record<string, number> }>()
	for (const passage of passages)
		for (const { by, themes } of codersOf(passage)) {
			const its = coded.get(by) ?? { passages: 0, themes: {} }
			its.passages++
			for (const theme of themes) its.themes[theme] = (its.themes[theme] ?? 0) + 1
			coded.set(by, its)
		}
	return { ...transcript, passages: passages.length, coded: [...coded].map(([by, its]) => ({ by, ...its })) }
}

/** Returns the kind of group or informant, if it may be published with quotes. */
export const groupToName = ({ group, mayBeNamed }: Pick<CodedTranscript, 'group' | 'mayBeNamed'>) =>
	mayBeNamed ? group : null

/** Returns the verbatim quotes of a transcript, marked by one coder or by any (''). Sealed text is none. */
export const quotesOf = (transcript: CodedTranscript, by: string): Quote[] =>
	transcript.passages.flatMap((passage) => {
		const marked = codersOf(passage).filter((each) => each.isQuote && (by === '' || each.by === by))
		if (marked.length === 0 || passage.text === '') return []
		const { sex, speaker, text, identifying } = passage
		return [
			{
				transcript: transcript.id,
				district: transcript.district,
				group: groupToName(transcript),
				sex,
				speaker,
				text,
				identifying,
				themes: themesBy(passage, by),
				isChanged: marked.some(({ isChanged }) => isChanged),
			},
		]
	})

/**
 * Computes the agreement of two coders, theme by theme, over all passages of the transcripts that both coded.
 */
export function agreementBetween(
	transcripts: readonly CodedTranscript[],
	themes: readonly string[],
	{ one, other }: { readonly one: string; readonly other: string },
): Pick<AgreementResponse, 'transcripts' | 'passages' | 'themes'> {
	const codedBy = (transcript: CodedTranscript, by: string) =>
		transcript.passages.some((passage) => codersOf(passage).some((each) => each.by === by))
	const both = transcripts.filter((transcript) => codedBy(transcript, one) && codedBy(transcript, other))
	const passages = both.flatMap((transcript) =>
		transcript.passages.map((passage) => ({ one: themesBy(passage, one), other: themesBy(passage, other) })),
	)
	return {
		transcripts: both.length,
		passages: passages.length,
		themes: themes.map((id) => ({ id, ...computeThemeAgreement(id, passages) })),
	}
}
