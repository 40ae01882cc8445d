import * as z from 'zod/mini'
import { type Answer, longestAnswer } from './answers.ts'
import { latinDigits } from './digits.ts'
import { isLocationArea, isLocationLine, locationWithReasonPattern } from './location-lines.ts'

export type QuestionType =
	| 'text'
	| 'integer'
	| 'decimal'
	| 'select-one'
	| 'select-many'
	| 'date'
	| 'time'
	| 'datetime'
	| 'geopoint'
	| 'geotrace'
	| 'geoshape'
	| 'audio'
	| 'image'
	| 'video'
	| 'file'
	| 'acknowledge'
	| 'range'
	| 'rank'
	| 'barcode'
	| 'note'
	| 'calculate'
	| 'audit'

/**
 * Result of parsing typed text. 'unreadable' keeps it on the screen and in the draft: nothing typed is thrown
 * away.
 */
export type ParsedInput =
	| { readonly kind: 'answer'; readonly value: Answer }
	| { readonly kind: 'blank' }
	| { readonly kind: 'unreadable' }

/**
 * Field on a printed form. `choices`: a box for each; `places`: a box for a number at each; `place`: latitude
 * and longitude.
 */
export type PaperField =
	| 'line'
	| 'digits'
	| 'decimal'
	| 'date'
	| 'time'
	| 'datetime'
	| 'choices'
	| 'places'
	| 'place'
	| 'tick'
	| 'nothing'

export interface QuestionTypeRow {
	/** Typed or picked text → answer. */
	readonly read: (typed: string) => ParsedInput
	/** Answer → the text that a field shows. */
	readonly write: (answer: Answer) => string
	/** Schema of an answer of this type, wherever it comes from. */
	readonly schema: z.ZodMiniType<Answer>
	/** True if a person gives the answer; `note`, `calculate` and `audit` are never asked. */
	readonly isInput: boolean
	/** Room that a printed form leaves for the answer. */
	readonly paper: PaperField
	/** Columns of a file, from the answer; the first has the question's name, others add an ending. */
	readonly columns: readonly { readonly ending: string; readonly cell: (answer: Answer) => string }[]
}

const answer = (value: Answer): ParsedInput => ({ kind: 'answer', value })
const blank: ParsedInput = { kind: 'blank' }
const unreadable: ParsedInput = { kind: 'unreadable' }
const unlessBlank =
	(read: (trimmed: string) => ParsedInput) =>
	(typed: string): ParsedInput =>
		typed.trim() === '' ? blank : read(typed.trim())
const matching = (pattern: RegExp) =>
	unlessBlank((typed) => (pattern.test(latinDigits(typed)) ? answer(latinDigits(typed)) : unreadable))

const plainCell = (given: Answer): string => (typeof given === 'object' ? given.join(' ') : String(given))
const plainColumn = [{ ending: '', cell: plainCell }] as const

const textAnswer = z.string().check(z.maxLength(longestAnswer))
const textOf = (pattern: RegExp) => z.string().check(z.maxLength(64), z.regex(pattern))

const datePattern = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/
/** True for a date that exists: not the 31st of February. */
const isDay = (text: string): boolean =>
	datePattern.test(text) && new Date(`${text}T00:00:00Z`).toISOString().startsWith(text)
const time = /^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,3})?)?$/
const datetime = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?([+-]\d{2}:\d{2}|Z)?$/

/**
 * Digits in a text become 0-9 unless the text is written in Arabic script: `PK۶۰۷-۰۳` is a code, a sentence
 * is not.
 */
const readText = (typed: string): ParsedInput => {
	if (typed.length > longestAnswer) return unreadable
	const isWords = /\p{L}/u.test(typed) && /\p{Script=Arabic}/u.test(typed.replace(/\P{L}/gu, ''))
	return answer(isWords ? typed : latinDigits(typed))
}

const textRow = {
	read: unlessBlank(readText),
	write: plainCell,
	schema: textAnswer,
	isInput: true,
	paper: 'line',
	columns: plainColumn,
} satisfies QuestionTypeRow

/** Locations separated by semicolons, with or without spaces around them and one at the end. */
const lineRow = (isPossible: (line: string) => boolean) =>
	({
		...textRow,
		read: unlessBlank((typed) => {
			const line = latinDigits(typed)
				.replace(/\s*;\s*/g, ';')
				.replace(/;$/, '')
			return line.length <= longestAnswer && isPossible(line) ? answer(line) : unreadable
		}),
		schema: z.string().check(z.maxLength(longestAnswer), z.refine(isPossible)),
	}) satisfies QuestionTypeRow

/** Name of an attachment that is encrypted on the phone that made it. */
const fileRow = {
	...textRow,
	read: unlessBlank(answer),
	schema: z.string().check(z.maxLength(200)),
} satisfies QuestionTypeRow

/**
 * One row per type. Add a type to the union and the compiler asks for its row here and for its control in
 * `web/fill`.
 */
export const questionTypes: Readonly<Record<QuestionType, QuestionTypeRow>> = {
	text: textRow,
	integer: {
		...textRow,
		read: unlessBlank((typed) =>
			/^[+-]?\d{1,15}$/.test(latinDigits(typed)) ? answer(Number(latinDigits(typed))) : unreadable,
		),
		schema: z.number().check(z.int()),
		paper: 'digits',
	},
	decimal: {
		...textRow,
		read: unlessBlank((typed) =>
			/^[+-]?(\d+\.?\d*|\.\d+)$/.test(latinDigits(typed)) && latinDigits(typed).length <= 24
				? answer(Number(latinDigits(typed)))
				: unreadable,
		),
		schema: z.number(),
		paper: 'decimal',
	},
	'select-one': { ...textRow, paper: 'choices', schema: z.string().check(z.maxLength(200)) },
	'select-many': {
		...textRow,
		paper: 'choices',
		read: unlessBlank((typed) => answer(typed.split(/\s+/))),
		schema: z.array(z.string().check(z.maxLength(200))).check(z.minLength(1), z.maxLength(500)),
	},
	date: {
		...textRow,
		paper: 'date',
		read: unlessBlank((typed) => (isDay(latinDigits(typed)) ? answer(latinDigits(typed)) : unreadable)),
		schema: z.string().check(z.refine(isDay)),
	},
	time: { ...textRow, paper: 'time', read: matching(time), schema: textOf(time) },
	datetime: {
		...textRow,
		paper: 'datetime',
		read: matching(datetime),
		// a native field needs the local time without seconds and offset
		write: (answer) => plainCell(answer).slice(0, 16),
		schema: textOf(datetime),
	},
	geopoint: {
		...textRow,
		paper: 'place',
		read: unlessBlank((typed) =>
			locationWithReasonPattern.test(typed) ? answer(typed) : matching(locationWithReasonPattern)(typed),
		),
		schema: z.string().check(z.maxLength(300), z.regex(locationWithReasonPattern)),
		columns: [
			...['_latitude', '_longitude', '_altitude', '_accuracy'].map((ending, i) => ({
				ending,
				cell: (given: Answer) => plainCell(given).split(' ')[i] ?? '',
			})),
			{ ending: '_by_hand', cell: (given: Answer) => plainCell(given).split(' ').slice(4).join(' ') },
		],
	},
	/** The path that was walked, and a path that ends where it began. */
	geotrace: lineRow(isLocationLine),
	geoshape: lineRow(isLocationArea),
	/** Names of recordings, separated by spaces: an interrupted one continues in another part. */
	audio: { ...textRow, schema: z.string().check(z.maxLength(2000)) },
	image: fileRow,
	video: fileRow,
	file: fileRow,
	acknowledge: { ...textRow, paper: 'tick', schema: z.literal('OK') },
	/** A number chosen on a scale, within the parameters start, end and step. */
	range: {
		...textRow,
		paper: 'decimal',
		read: unlessBlank((typed) => (Number.isFinite(Number(typed)) ? answer(Number(typed)) : unreadable)),
		schema: z.number(),
	},
	/** All choices in an order, as one text: as a list of choices two orders would be the same answer. */
	rank: { ...textRow, paper: 'places', read: unlessBlank((typed) => answer(typed.split(/\s+/).join(' '))) },
	/** Scanned codes are stored letter by letter. */
	barcode: { ...textRow, read: unlessBlank(answer) },
	note: { ...textRow, isInput: false, paper: 'nothing', columns: [] },
	calculate: {
		...textRow,
		schema: z.union([z.string().check(z.maxLength(longestAnswer)), z.number()]),
		isInput: false,
		paper: 'nothing',
	},
	/** How the form was filled in, as `audit.ts` writes it; in a file of its own. */
	audit: {
		...textRow,
		schema: z.string().check(z.maxLength(longestAnswer)),
		isInput: false,
		paper: 'nothing',
		columns: [],
	},
}

/**
 * True if a question can keep a record from being finished: one that is answered, and a note that is
 * required. Nobody can answer a note, so one that is required and asked says what has to be corrected first
 * (JavaRosa and Enketo: the empty value of a required note does not pass).
 */
export const canStop = ({
	type,
	required,
}: {
	readonly type: QuestionType
	readonly required?: string | undefined
}): boolean => questionTypes[type].isInput || (type === 'note' && required !== undefined)
