import type { Answer } from '#shared/forms/answers'
import {
	type InterviewFinding,
	type InterviewFindingKind,
	interviewFindingKinds,
} from './interview-checks.ts'

/** A finding with the enumerator's explanation. */
export interface ExplainedFinding extends InterviewFinding {
	/** One of the offered reasons; '' if none was chosen. */
	readonly reason: string
	/** Explanation in the enumerator's own words. */
	readonly words: string
}

export const longestWords = 200

/*
 * Format of the text: first line `checks1`; then one line for each finding: check number, kind, found, limit,
 * reason, words; `-` for an empty cell. Records keep this text for years: another format needs another
 * number.
 */
const head = 'checks1'
const line = /^Q\d\d ([a-z-]+) (\S+) (\S+) ([a-z-]+)(?: (.*))?$/
const none = '-'

export const writeFindings = (findings: readonly ExplainedFinding[]): string =>
	[head, ...findings.map(lineOf)].join('\n')

function lineOf({ kind, found, limit, reason, words }: ExplainedFinding): string {
	const own = words.replace(/\s+/g, ' ').trim().slice(0, longestWords)
	const cells = [interviewFindingKinds[kind].check, kind, found, limit, reason].map((cell) =>
		cell === '' ? none : cell,
	)
	return [...cells, ...(own === '' ? [] : [own])].join(' ')
}

/** Parses the findings. Null if the text is in another format. */
export function readFindings(text: Answer | null | undefined): ExplainedFinding[] | null {
	if (typeof text !== 'string') return null
	const [first, ...lines] = text.split('\n')
	if (first !== head) return null
	const cell = (field = '') => (field === none ? '' : field)
	const figure = (field = '') => (/^\d+$/.test(field) ? Number(field) : cell(field))
	return lines.flatMap((each) => {
		const [, kind = '', found, limit, reason, words = ''] = line.exec(each) ?? []
		return isKind(kind)
			? [{ kind, found: figure(found), limit: figure(limit), reason: cell(reason), words }]
			: []
	})
}
const isKind = (kind: string): kind is InterviewFindingKind => kind in interviewFindingKinds
