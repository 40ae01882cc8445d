import { dueAt, type RetentionPeriod } from '#shared/forms/retention-period'
import { closedAt } from '#shared/study/study'
import { clustersWithPlaces, sampleOfClusters, savePlaces } from '../storage/sample/sample.ts'
import type { Store } from '../storage/store.ts'
import type { StudyRepository } from '../study/study-repository.ts'
import { publishAssignments } from './assign-households.ts'

/** As the exact locations in the forms of the survey (methods R30). */
const keepPlaces: RetentionPeriod = { round: 90 }
const clustersAtOnce = 20

/**
 * Erases the structures and locations of sampled households of rounds that were closed long ago, also on
 * phones. `now` is in ms since 1970.
 */
export async function erasePlaces(
	store: Store,
	study: Pick<StudyRepository, 'current'>,
	now: number,
): Promise<void> {
	const current = await study.current()
	for (const { code } of current.rounds) {
		const due = dueAt(keepPlaces, { arrived: now, approved: null, round: closedAt(current, code) })
		if (due === null || due > now) continue
		while (await eraseSome(store, code)) {
			// in parts, so that phones do not wait
		}
	}
}

/** Erases the places in some clusters; false if none had any. */
async function eraseSome(store: Store, round: string): Promise<boolean> {
	return store.write(async (session) => {
		const clusters = await clustersWithPlaces(session, round, clustersAtOnce)
		for (const cluster of clusters) {
			const rows = (await sampleOfClusters(session, round, [cluster])).map((row) => ({
				...row,
				structure: null,
				point: null,
			}))
			await savePlaces(session, rows)
			await publishAssignments(session, rows, new Set(rows.map(({ person }) => person)))
		}
		return clusters.length > 0
	})
}
