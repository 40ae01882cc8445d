import { setImmediate as yieldToEventLoop } from 'node:timers/promises'
import { readPacked } from '#shared/quality/packed-answers'
import { SimilarAnswers } from '#shared/quality/similar-answers'
import { type ComparisonCursor, comparedAfter } from '../storage/quality/interviews.ts'
import type { Session } from '../storage/session.ts'

/** Answers of rounds, in the memory of a process. */
export interface ComparedRounds {
	/** Returns the answers of a round, with all that were compared so far, by any process. */
	answersIn(session: Session, round: string): Promise<SimilarAnswers>
}

interface KnownRound {
	readonly answers: SimilarAnswers
	cursor: ComparisonCursor
}

/** More rounds have no new interviews at the same time, and each is some megabytes. */
const mostRounds = 3
/** Reading a page blocks the event loop for some milliseconds. */
const pageSize = 500

/**
 * Reads each interview of a round once, and then those that were compared after the last call. An interview
 * whose answers change is compared again and so read again; what was deleted is found when its row is read.
 */
export function createComparedRounds(): ComparedRounds {
	const rounds = new Map<string, KnownRound>()

	/** Returns a round, and forgets the one that was not needed for the longest time. */
	function roundOf(code: string): KnownRound {
		const known = rounds.get(code) ?? {
			answers: new SimilarAnswers(),
			cursor: { comparison: 0, record: '' },
		}
		rounds.delete(code)
		rounds.set(code, known)
		const [oldest] = rounds.keys()
		if (rounds.size > mostRounds && oldest !== undefined) rounds.delete(oldest)
		return known
	}

	return {
		async answersIn(session, code) {
			const round = roundOf(code)
			for (;;) {
				const page = await comparedAfter(session, code, round.cursor, pageSize)
				for (const { record, answers } of page)
					if (answers !== '') round.answers.set(record, readPacked(answers))
				round.cursor = page.at(-1) ?? round.cursor
				if (page.length < pageSize) return round.answers
				await yieldToEventLoop()
			}
		},
	}
}
