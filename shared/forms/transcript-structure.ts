import type { AnswerSource } from '#shared/expressions/scope'
import { toText } from '#shared/expressions/values'
import { type Answer, inRow, isRowPath, repeatOf } from './answers.ts'
import type { FormNode } from './form-nodes.ts'
import type { TranscriptRole } from './part-roles.ts'

/** Structure of a form for a transcript: its parts by role. */
export interface TranscriptStructure {
	readonly turns: FormNode
	readonly roles: { readonly [Role in TranscriptRole]?: FormNode }
	/** Lists of follow-up questions, by question of the guide. */
	readonly probes: ReadonlyMap<string, FormNode>
}

export function findTranscriptStructure({
	nodes,
}: {
	readonly nodes: readonly FormNode[]
}): TranscriptStructure | null {
	const roles: { [Role in TranscriptRole]?: FormNode } = {}
	const probes = new Map<string, FormNode>()
	for (const node of nodes) {
		const mark = node.part.talk
		if (mark) roles[mark.role] ??= node
		if (mark?.role === 'probes' && mark.of !== undefined) probes.set(mark.of, node)
	}
	return roles.turns ? { turns: roles.turns, roles, probes } : null
}

/** Returns the question of the guide that a summary is about; '' if its row has none yet. */
export function summedUpBy(
	structure: TranscriptStructure,
	node: FormNode,
	path: string,
	answers: TranscriptAnswers,
): string {
	const { of } = node.part.talk ?? {}
	if (of !== undefined) return of
	const questionNode = node.parent?.children.find(
		({ part }) => listOf(part) === listOf(structure.roles.question?.part),
	)
	if (!questionNode || !node.parent) return ''
	const row = path.slice(0, path.length - node.suffix.length - 1)
	return toText(answers.read(inRow(row, questionNode.suffix)))
}
const listOf = (part: FormNode['part'] | undefined) => (part?.kind === 'question' ? part.list : undefined)

/** One turn of a speaker, as one note-taker wrote it. */
export interface TranscriptTurn {
	/** Path of its row. */
	readonly row: string
	/** Seconds since the discussion began. */
	readonly at: number
	readonly speaker: string
	readonly note: string
	readonly question: string
	readonly themes: readonly string[]
	readonly isQuote: boolean
	/** Position in the recording, parts from 1; null without a recording. */
	readonly recordingPosition: { readonly part: number; readonly second: number } | null
	/** True for a speaker who takes no part: the words are removed. */
	readonly isSuppressed?: true
}

/** Access to the answers of a record for reading its turns. */
export type TranscriptAnswers = Pick<AnswerSource, 'read' | 'rows'>

/** Reads the stored answers of a record, calculated ones included. */
export function readingOf(answers: Readonly<Record<string, Answer>>): TranscriptAnswers {
	const rows = Object.entries(answers)
		.filter(([path]) => isRowPath(path))
		.sort(([a, placeA], [b, placeB]) => Number(placeA) - Number(placeB) || (a < b ? -1 : 1))
		.map(([path]) => path)
	return {
		read: (path) => [answers[path] ?? ''].flat().join(' '),
		rows: (repeat) => rows.filter((row) => repeatOf(row) === repeat),
	}
}

/** Returns the turns of a transcript in the order of their rows. */
export const readTranscriptTurns = (
	structure: TranscriptStructure,
	answers: TranscriptAnswers,
	rows = answers.rows(structure.turns.template),
): TranscriptTurn[] => rows.map((row) => readTranscriptTurn(structure, row, answers))

function readTranscriptTurn(
	{ roles }: TranscriptStructure,
	row: string,
	answers: TranscriptAnswers,
): TranscriptTurn {
	const readRole = (role: TranscriptRole) => {
		const node = roles[role]
		return node ? toText(answers.read(inRow(row, node.suffix))) : ''
	}
	const part = Number(readRole('part'))
	return {
		row,
		at: Number(readRole('at')) || 0,
		speaker: readRole('speaker'),
		note: readRole('note'),
		question: readRole('question'),
		themes: readRole('themes').split(' ').filter(Boolean),
		isQuote: readRole('quote') !== '' && readRole('quote') === roles.quote?.part.talk?.of,
		recordingPosition: part > 0 ? { part, second: Number(readRole('second')) || 0 } : null,
	}
}

/**
 * Returns the turns about a question of the guide: those spoken when it was asked, and those tagged with it, if
 * themes and questions are one list.
 */
export function turnsAbout(
	{ roles }: TranscriptStructure,
	turns: readonly TranscriptTurn[],
	about: string,
): readonly TranscriptTurn[] {
	if (about === '') return []
	const isOneList = listOf(roles.themes?.part) === listOf(roles.question?.part)
	return turns.filter(({ question, themes }) => question === about || (isOneList && themes.includes(about)))
}

/** Returns the name of the person at each seat, by its number. */
export function seatNames(
	{ roles: { seat, name } }: TranscriptStructure,
	answers: TranscriptAnswers,
): Map<string, string> {
	const repeat = seat?.repeats[0]
	if (!repeat || !seat) return new Map()
	return new Map(
		answers
			.rows(repeat.template)
			.map((row) => [
				toText(answers.read(inRow(row, seat.suffix))),
				name ? toText(answers.read(inRow(row, name.suffix))) : '',
			]),
	)
}
