import { startRoundThresholds } from '#shared/quality/round-thresholds'
import { maxLag, type Projection } from '../background/projection.ts'
import { findProgress } from '../storage/background/projections.ts'
import { compareAgain, countAllUncompared } from '../storage/quality/interviews.ts'
import type { Session } from '../storage/session.ts'
import { compareInterviews } from './compare-interviews.ts'
import { createComparedRounds } from './compared-rounds.ts'

const name = 'similarity'
/** Raised when similarity is computed differently: then all interviews are compared again. */
const version = 1
/** Maximum interviews per batch; other work runs in between. */
const interviewBatchSize = 200

/** Creates the projection of the most similar earlier interview, for the check on near duplicates. */
export function similarityProjection(): Projection {
	const rounds = createComparedRounds()
	return {
		name,
		after: 'interview-facts',
		async parts() {
			return [{ part: '', version: String(version) }]
		},
		async apply(store, { cursor, after, save }) {
			if (cursor !== null && !(await isStartComplete(store.reading))) {
				const next = await store.write(async (session) => {
					const last = await compareAgain(session, cursor, interviewBatchSize)
					await save(session, last)
					return last
				})
				return next ?? after
			}
			const { q09LeastItems: leastItems } = startRoundThresholds
			const done = await compareInterviews(store, { leastItems, most: interviewBatchSize, rounds })
			return done < interviewBatchSize ? null : after
		},
		async lag(session) {
			const known = await findProgress(session, name, '')
			const isCurrent = known ? known.version === String(version) && known.cursor === null : version === 1
			return isCurrent ? countAllUncompared(session, maxLag) : maxLag
		},
	}
}

/** True if nothing was compared by a former version: interviews say themselves that they are not compared. */
const isStartComplete = async (session: Session): Promise<boolean> =>
	version === 1 && (await findProgress(session, name, '')) === undefined
