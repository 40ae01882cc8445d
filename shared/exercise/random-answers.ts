import { toBase64url } from '#shared/kernel/bytes'
import type { SeededRandom } from '#shared/kernel/seeded-random'
import { inRow } from '../forms/answers.ts'
import type { Choice, Question } from '../forms/form-definition.ts'
import type { FormNode } from '../forms/form-nodes.ts'
import type { FormSession } from '../forms/form-session.ts'
import { type QuestionType, questionTypes } from '../forms/question-types.ts'
import { rangeOf } from '../forms/range.ts'

export interface RandomAnswersOptions {
	readonly random: SeededRandom
	/** Answers to certain questions, by name; null leaves them blank. */
	readonly given?: Readonly<Record<string, string | null | (() => string | null)>>
	/** Returns the choice that a person of this place would take; undefined leaves it to chance. */
	readonly prefer?: (question: Question, choices: readonly Choice[]) => Choice | undefined
	/** Number of rows of certain repeats, by name; others get none. */
	readonly rows?: Readonly<Record<string, number>>
}

const tries = 60

/**
 * Fills in a record as a person might, page by page, within the form's constraints. For the demonstration
 * round, for tests and for measurements.
 */
export function answerAtRandom(session: FormSession, options: RandomAnswersOptions): void {
	const visit = (nodes: readonly FormNode[], row: string): void => {
		for (const node of nodes) {
			const path = inRow(row, node.suffix)
			if (!session.isRelevant(path)) continue
			if (node.part.kind === 'question') answerOne(session, path, node.part, options)
			else if (node.part.kind === 'group') visit(node.children, row)
			else {
				for (let i = options.rows?.[node.part.name] ?? 0; i > 0; i--)
					session.addRow(path, toBase64url(options.random.bytes(16)))
				for (const each of session.rows(path)) visit(node.children, each)
			}
		}
	}
	visit(
		session.form.nodes.filter((node) => node.parent === null),
		'',
	)
}

function answerOne(
	session: FormSession,
	path: string,
	question: Question,
	{ random, given, prefer }: RandomAnswersOptions,
): void {
	if (!questionTypes[question.type].isInput || session.isReadOnly(path)) return
	if (session.answerAt(path) !== undefined) return
	const wanted = given?.[question.name]
	const fixed = typeof wanted === 'function' ? wanted() : wanted
	if (fixed !== undefined) {
		if (fixed !== null) session.type(path, fixed)
		return
	}
	if (prefer && question.type === 'select-one') {
		const usual = prefer(question, session.choices(path))
		session.type(path, usual?.name ?? '')
		if (usual && session.violationAt(path) === null) return
	}
	for (let i = 0; i < tries; i++) {
		session.type(path, generateAnswer(session, path, question, random))
		if (session.violationAt(path) === null) return
	}
	session.answer(path, null)
}

interface AnswerContext {
	readonly session: FormSession
	readonly path: string
	readonly question: Question
	readonly random: SeededRandom
}
type MakeAnswer = (context: AnswerContext) => string

const twoDigits = (number: number) => String(number).padStart(2, '0')
const noAnswer: MakeAnswer = () => ''
const anyWords: MakeAnswer = ({ random }) => words(random)

const answersByType: Readonly<Record<QuestionType, MakeAnswer>> = {
	'select-one': ({ session, path, random }) => {
		const choices = session.choices(path)
		return choices.length > 0 ? random.pick(choices).name : ''
	},
	'select-many': ({ session, path, random }) => {
		const choices = session.choices(path)
		const ticks = choices.filter(() => random.chance(0.25))
		return (ticks.length > 0 ? ticks : choices.slice(0, 1)).map(({ name }) => name).join(' ')
	},
	integer: ({ random }) =>
		String(random.pick([random.below(4), 1 + random.below(12), 18 + random.below(60), random.below(1000)])),
	decimal: ({ random }) => (random.next() * 100).toFixed(2),
	date: ({ random }) => `2025-11-${twoDigits(1 + random.below(24))}`,
	time: ({ random }) => `${twoDigits(8 + random.below(12))}:${twoDigits(random.below(60))}`,
	datetime: ({ random }) => `2099-01-${twoDigits(1 + random.below(28))}T10:00:00.000+05:00`,
	geopoint: ({ random }) => placeNear(somewhere(random), random),
	geotrace: ({ random }) => {
		const start = somewhere(random)
		return Array.from({ length: 2 + random.below(6) }, () => placeNear(start, random)).join(';')
	},
	geoshape: ({ random }) => {
		const middle = somewhere(random)
		const corners = [0, 1, 2].map((i) => placeNear(offsetPoint(middle, i), random))
		return [...corners, corners[0]].join(';')
	},
	range: ({ question, random }) => {
		const { start, end, step } = rangeOf(question.parameters)
		const steps = random.below(Math.floor(Math.abs((end - start) / step)) + 1)
		return String(start + Math.sign(end - start) * Math.abs(step) * steps)
	},
	rank: ({ session, path }) =>
		session
			.choices(path)
			.map(({ name }) => name)
			.join(' '),
	acknowledge: () => 'OK',
	text: anyWords,
	barcode: anyWords,
	audio: noAnswer,
	image: noAnswer,
	video: noAnswer,
	file: noAnswer,
	note: noAnswer,
	calculate: noAnswer,
	audit: noAnswer,
}

/** Returns an answer of the question's type as a person might type it, valid or not. */
export const generateAnswer = (
	session: FormSession,
	path: string,
	question: Question,
	random: SeededRandom,
): string => answersByType[question.type]({ session, path, question, random })

type LatLon = readonly [latitude: number, longitude: number]
const somewhere = (random: SeededRandom): LatLon => [24 + random.next() * 12, 61 + random.next() * 15]
/** Three corners that are never the same and never on one line. */
const offsetPoint = ([latitude, longitude]: LatLon, corner: number): LatLon => [
	latitude + (corner === 1 ? 0.003 : 0),
	longitude + (corner === 2 ? 0.003 : 0),
]
const placeNear = ([latitude, longitude]: LatLon, random: SeededRandom): string =>
	`${(latitude + random.next() * 0.002).toFixed(5)} ${(longitude + random.next() * 0.002).toFixed(5)} ${random.below(2000)} ${5 + random.below(20)}`

const syllables = ['ba', 'ra', 'mi', 'no', 'sa', 'ti', 'ka', 'lo', 'de', 'pu']
const words = (random: SeededRandom): string =>
	Array.from({ length: 1 + random.below(6) }, () =>
		Array.from({ length: 2 + random.below(2) }, () => random.pick(syllables)).join(''),
	).join(' ')
