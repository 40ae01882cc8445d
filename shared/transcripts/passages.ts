import { toText } from '#shared/expressions/values'
import { inRow } from '#shared/forms/answers'
import { isFreeText } from '#shared/forms/detect-identifier'
import type { FormDefinition, LocalizedText, Question } from '#shared/forms/form-definition'
import { type FormNode, nodesOf } from '#shared/forms/form-nodes'
import { isSealed } from '#shared/forms/sealed-answer-text'
import { summedUpBy, type TranscriptStructure } from '#shared/forms/transcript-structure'
import { shortDigest } from '#shared/kernel/digest'
import type { EvaluatedTranscript, MergedTurn } from '#shared/transcripts/merge-turns'

/** A unit of coding: a turn as one note-taker wrote it, or one of the notes that were written afterwards. */
export interface Passage {
	/** Record that contains it: second notes are a record of their own. */
	readonly record: string
	readonly path: string
	/** Seconds since the discussion began; null for notes. */
	readonly at: number | null
	/** Seat of the speaker, 0 for the moderator; '' for notes. */
	readonly speaker: string
	/** Question of the guide that it answers, or under which it was noted; null if unknown. */
	readonly about: LocalizedText | null
	/** '' for a turn with themes only, and for sealed text. */
	readonly text: string
	readonly isSealed: boolean
	/** Digest of the text: a coding is only valid for this text. */
	readonly textDigest: string
	/** Ticked in the field, or the theme under which it was noted. */
	readonly themes: readonly string[]
	/** True if the note-taker marked it as verbatim. */
	readonly isQuote: boolean
	/** Code of the note-taker. */
	readonly by: string
}

/** Transcript of one note-taker. */
export interface NoteTakerRecord {
	readonly record: string
	readonly by: string
	/** The version of the form with which it was written. */
	readonly definition: FormDefinition
	readonly read: EvaluatedTranscript
}

/** Text of a note for a question of the guide that was not asked, as its hint says. */
const notAskedMark = '-'

/**
 * Returns the passages of a transcript: its turns in their order, then the notes, person by person. Turns
 * without words or themes, turns of seats that take no part, and questions that were not asked are left out.
 *
 * `quoteNames`: questions whose answer is always a quote.
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
			const note = its?.read.structure.roles.note
			if (!its || !note || (turn.note === '' && turn.themes.length === 0)) return []
			const path = inRow(turn.row, note.suffix)
			return [
				{
					record,
					path,
					by,
					at: turn.at,
					speaker: turn.speaker,
					about: choiceIn(its, its.read.structure.roles.question, turn.question),
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
	{ record, by, definition, read: { structure, disclosed } }: NoteTakerRecord,
	quoteNames: readonly string[],
): Passage[] {
	const nodes = nodesOf(definition).filter(isNoteOf(structure))
	return inForm(nodes, disclosed).flatMap(({ node, path, row }): Passage[] => {
		const text = toText(disclosed.read(path))
		if (text === '' || text.trim() === notAskedMark) return []
		const summed = structure.roles.question ? summedUpBy(structure, node, path, disclosed) : ''
		const notes = { definition, read: { structure } }
		return [
			{
				record,
				path,
				by,
				at: null,
				speaker: '',
				about: choiceIn(notes, structure.roles.question, summed) ?? (node.part as Question).label ?? null,
				...toPassage(record, path, text),
				themes: readSiblingThemes(structure, node, (name) => toText(disclosed.read(inRow(row, name)))),
				isQuote: quoteNames.includes(node.part.name),
			},
		]
	})
}

const toPassage = (record: string, path: string, text: string) => ({
	text: isSealed(text) ? '' : text,
	isSealed: isSealed(text),
	textDigest: shortDigest(JSON.stringify([record, path, text])),
})

/** True for texts of several lines that are not turns. */
const isNoteOf =
	({ turns }: TranscriptStructure) =>
	({ part, repeats }: FormNode): boolean =>
		part.kind === 'question' &&
		isFreeText(part) &&
		(part.appearance?.includes('multiline') ?? false) &&
		!repeats.some(({ template }) => template === turns.template)

/** Returns the places of these nodes in a record: row by row, and in a row in the order of the form. */
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

/** Returns the theme that the row of a note names. */
function readSiblingThemes(
	structure: TranscriptStructure,
	node: FormNode,
	read: (suffix: string) => string,
): string[] {
	const list = listOf(structure.roles.themes)
	if (list === undefined || node.repeats.length === 0) return []
	const sibling = node.parent?.children.find((each) => listOf(each) === list)
	return sibling ? read(sibling.suffix).split(' ').filter(Boolean) : []
}

const listOf = (node: FormNode | undefined) => (node?.part.kind === 'question' ? node.part.list : undefined)

/** Returns the label of a choice of that question. */
function choiceIn(
	{ definition }: Pick<NoteTakerRecord, 'definition'>,
	of: FormNode | undefined,
	name: string,
): LocalizedText | null {
	return definition.choices[listOf(of) ?? '']?.find((choice) => choice.name === name)?.label ?? null
}
