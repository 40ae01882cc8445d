import { toText } from '#shared/expressions/values'
import { inRow } from '#shared/forms/answers'
import type { FormDefinition, LocalizedText, Question } from '#shared/forms/form-definition'
import { type FormNode, nodesOf } from '#shared/forms/form-nodes'
import { isFreeText } from '#shared/forms/identifying'
import type { EvaluatedTranscript, MergedTurn } from '#shared/forms/merge-turns'
import { isSealed } from '#shared/forms/sealed-text'
import { summedUpBy, type TranscriptStructure } from '#shared/forms/talk'
import { shortDigest } from '#shared/kernel/digest'

/** What is coded as one: a turn of a talk as one person noted it, or one of the notes that were written down of it afterwards. */
export interface Passage {
	/** In whose answers it stands: second notes are a record of their own. */
	readonly record: string
	readonly path: string
	/** Seconds since the talk began; null for notes. */
	readonly at: number | null
	/** Seat of who spoke, 0 leads; '' for notes. */
	readonly speaker: string
	/** The question of the guide that it answers, or under which it was noted; null where nothing says so. */
	readonly about: LocalizedText | null
	/** '' of a turn of which themes were ticked alone, and of what is sealed. */
	readonly text: string
	readonly isSealed: boolean
	/** Digest of what stands there: who coded it said so of that. */
	readonly said: string
	/** Ticked in the field, or the theme under which it was noted. */
	readonly themes: readonly string[]
	/** Word for word, as the note-taker marked it. */
	readonly isQuote: boolean
	/** Code of the note-taker. */
	readonly by: string
}

/** What one person wrote of a talk. */
export interface NoteTakerRecord {
	readonly record: string
	readonly by: string
	/** In the version in which it was written. */
	readonly definition: FormDefinition
	readonly read: EvaluatedTranscript
}

/** Written where a question of the guide was not asked, as its hint says. */
const notAskedMark = '-'

/**
 * A talk as it is coded: its turns in their order, then the notes of it, person by person. Turns without words or themes, of seats that take no part,
 * and questions that were not asked are not in it.
 *
 * `quoteNames`: questions whose answer is a quote by itself.
 */
export function passagesOf(
	turns: readonly MergedTurn[],
	all: readonly NoteTakerRecord[],
	quoteNames: readonly string[],
): Passage[] {
	const byRecord = new Map(all.map((notes) => [notes.record, notes]))
	const spoken = turns.flatMap(({ notes }) =>
		notes.flatMap(({ record, by, turn }): Passage[] => {
			const its = byRecord.get(record)
			const note = its?.read.talk.roles.note
			if (!its || !note || (turn.note === '' && turn.themes.length === 0)) return []
			const path = inRow(turn.row, note.suffix)
			return [
				{
					record,
					path,
					by,
					at: turn.at,
					speaker: turn.speaker,
					about: choiceIn(its, its.read.talk.roles.question, turn.question),
					...toPassage(record, path, turn.note),
					themes: turn.themes,
					isQuote: turn.isQuote,
				},
			]
		}),
	)
	return [...spoken, ...all.flatMap((notes) => listLaterPassages(notes, quoteNames))]
}

function listLaterPassages(
	{ record, by, definition, read: { talk, disclosed } }: NoteTakerRecord,
	quoteNames: readonly string[],
): Passage[] {
	const nodes = nodesOf(definition).filter(isNoteOf(talk))
	return inForm(nodes, disclosed).flatMap(({ node, path, row }): Passage[] => {
		const text = toText(disclosed.read(path))
		if (text === '' || text.trim() === notAskedMark) return []
		const summed = talk.roles.question ? summedUpBy(talk, node, path, disclosed) : ''
		const notes = { definition, read: { talk } }
		return [
			{
				record,
				path,
				by,
				at: null,
				speaker: '',
				about: choiceIn(notes, talk.roles.question, summed) ?? (node.part as Question).label ?? null,
				...toPassage(record, path, text),
				themes: readSiblingThemes(talk, node, (name) => toText(disclosed.read(inRow(row, name)))),
				isQuote: quoteNames.includes(node.part.name),
			},
		]
	})
}

const toPassage = (record: string, path: string, text: string) => ({
	text: isSealed(text) ? '' : text,
	isSealed: isSealed(text),
	said: shortDigest(JSON.stringify([record, path, text])),
})

/** Texts of several lines that are no turns. */
const isNoteOf =
	({ turns }: TranscriptStructure) =>
	({ part, repeats }: FormNode): boolean =>
		part.kind === 'question' &&
		isFreeText(part) &&
		(part.appearance?.includes('multiline') ?? false) &&
		!repeats.some(({ template }) => template === turns.template)

/** Where they stand in a record: row by row, and in a row as the form has them. */
function inForm(nodes: readonly FormNode[], { rows }: EvaluatedTranscript['disclosed']) {
	const places: { node: FormNode; path: string; row: string }[] = []
	const done = new Set<string>()
	for (const node of nodes) {
		const repeat = node.repeats.at(-1)
		if (!repeat) places.push({ node, path: node.template, row: '' })
		else if (!done.has(repeat.template)) {
			done.add(repeat.template)
			const together = nodes.filter((each) => each.repeats.at(-1)?.template === repeat.template)
			for (const row of rows(repeat.template))
				for (const each of together) places.push({ node: each, path: inRow(row, each.suffix), row })
		}
	}
	return places
}

/** The theme that the row of a note names. */
function readSiblingThemes(
	talk: TranscriptStructure,
	node: FormNode,
	read: (suffix: string) => string,
): string[] {
	const list = listOf(talk.roles.themes)
	if (list === undefined || node.repeats.length === 0) return []
	const beside = node.parent?.children.find((each) => listOf(each) === list)
	return beside ? read(beside.suffix).split(' ').filter(Boolean) : []
}

const listOf = (node: FormNode | undefined) => (node?.part.kind === 'question' ? node.part.list : undefined)

/** The text of a choice of that question. */
function choiceIn(
	{ definition }: Pick<NoteTakerRecord, 'definition'>,
	of: FormNode | undefined,
	name: string,
): LocalizedText | null {
	return definition.choices[listOf(of) ?? '']?.find((choice) => choice.name === name)?.label ?? null
}
