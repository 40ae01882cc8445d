import type { Selectable } from 'kysely'
import { isDemonstrationRound } from '#shared/study/study'
import { inParts, queryInChunks } from '../engine/chunks.ts'
import { markInterviewsChanged } from '../quality/interviews.ts'
import type { Session } from '../session.ts'
import type { Tables } from '../tables/tables.ts'

export type SampleRow = Selectable<Tables['sample_line']>

const inOrder = (session: Session, round: string) =>
	session.db
		.selectFrom('sample_line')
		.selectAll()
		.where('project', '=', session.project)
		.where('round', '=', round)
		.orderBy('cluster')
		.orderBy('position')

export const sampleOfDistrict = (session: Session, round: string, district: string): Promise<SampleRow[]> =>
	inOrder(session, round).where('district', '=', district).execute()

/** Counts the households of the sample in each district, or in one. */
export async function countSample(
	session: Session,
	round: string,
	district: string | null = null,
): Promise<Map<string, number>> {
	const rows = await session.db
		.selectFrom('sample_line')
		.select((eb) => ['district', eb.fn.countAll().as('lines')])
		.where('project', '=', session.project)
		.where('round', '=', round)
		.$if(district !== null, (query) => query.where('district', '=', district))
		.groupBy('district')
		.execute()
	return new Map(rows.map(({ district, lines }) => [district, Number(lines)]))
}

export const sampleOfClusters = (
	session: Session,
	round: string,
	clusters: readonly string[],
): Promise<SampleRow[]> =>
	queryInChunks(clusters, (part) => inOrder(session, round).where('cluster', 'in', part).execute())

export async function insertSample(session: Session, rows: readonly SampleRow[]): Promise<void> {
	for (const part of inParts(rows)) await session.db.insertInto('sample_line').values(part).execute()
}

/** Saves the centre of a cluster and the places of its households. */
export async function savePlaces(session: Session, rows: readonly SampleRow[]): Promise<void> {
	for (const { project, round, cluster, household, centre, structure, point } of rows)
		await session.db
			.updateTable('sample_line')
			.set({ centre, structure, point })
			.where('project', '=', project)
			.where('round', '=', round)
			.where('cluster', '=', cluster)
			.where('household', '=', household)
			.execute()
}

/** Returns clusters of a round in which a place of a household is known. */
export const clustersWithPlaces = async (
	session: Session,
	round: string,
	most: number,
): Promise<string[]> => {
	const rows = await session.db
		.selectFrom('sample_line')
		.select('cluster')
		.distinct()
		.where('project', '=', session.project)
		.where('round', '=', round)
		.where((eb) => eb.or([eb('structure', 'is not', null), eb('point', 'is not', null)]))
		.orderBy('cluster')
		.limit(most)
		.execute()
	return rows.map(({ cluster }) => cluster)
}

interface Giving extends Pick<SampleRow, 'project' | 'round' | 'district' | 'cluster' | 'person'> {
	readonly households: readonly number[]
	readonly at: string
}

/**
 * Assigns households of one cluster to a person, or removes the assignment. Earlier assignments stay in the
 * history.
 */
export async function assignHouseholdRows(
	session: Session,
	{ project, round, district, cluster, households, person, at }: Giving,
): Promise<void> {
	await session.db
		.updateTable('sample_line')
		.set({ person })
		.where('project', '=', project)
		.where('round', '=', round)
		.where('cluster', '=', cluster)
		.where('household', 'in', households)
		.execute()
	await session.db
		.updateTable('assignment')
		.set({ until: at })
		.where('project', '=', project)
		.where('round', '=', round)
		.where('cluster', '=', cluster)
		.where('household', 'in', households)
		.where('until', 'is', null)
		.execute()
	await markInterviewsChanged(session, { project, round, district })
	if (person === null) return
	await session.db
		.insertInto('assignment')
		.values(
			households.map((household) => ({
				project,
				round,
				cluster,
				household,
				person,
				since: at,
				until: null,
			})),
		)
		.onConflict((conflict) =>
			conflict
				.columns(['project', 'round', 'cluster', 'household', 'since', 'person'])
				.doUpdateSet({ until: null }),
		)
		.execute()
}

/** Returns the assignment history of the households of a district that were ever reassigned. */
export const listReassignedPeriods = (
	session: Session,
	round: string,
	district: string,
): Promise<AssignmentRow[]> =>
	session.db
		.selectFrom('assignment as taken')
		.innerJoin('assignment as held', (join) =>
			join
				.onRef('held.project', '=', 'taken.project')
				.onRef('held.round', '=', 'taken.round')
				.onRef('held.cluster', '=', 'taken.cluster')
				.onRef('held.household', '=', 'taken.household'),
		)
		.selectAll('held')
		.distinct()
		.where('taken.project', '=', session.project)
		.where('taken.round', '=', round)
		// the code of a cluster begins with that of its district
		.where('taken.cluster', 'like', `${district}-%`)
		.where('taken.until', 'is not', null)
		.execute()

export type AssignmentRow = Selectable<Tables['assignment']>

/** Returns the past and current assignments of households of these clusters, earliest first. */
export const listAssignmentRows = (
	session: Session,
	round: string,
	clusters: readonly string[],
): Promise<AssignmentRow[]> =>
	queryInChunks(clusters, (part) =>
		session.db
			.selectFrom('assignment')
			.selectAll()
			.where('project', '=', session.project)
			.where('round', '=', round)
			.where('cluster', 'in', part)
			.orderBy('since')
			.execute(),
	)

/** The form and round whose records are read. */
interface SampleFilter {
	readonly project: string
	readonly form: string
	readonly round: string
}

/** Records that count in a round: real ones, or those of the demonstration in its round. */
const countedRecords = (session: Session, { project, form, round }: SampleFilter) =>
	session.db
		.selectFrom('record')
		.select(['id', 'owner', 'status', 'answers'])
		.where('project', '=', project)
		.where('form', '=', form)
		.where('round', '=', round)
		.where('demonstration', '=', isDemonstrationRound(round) ? 1 : 0)
		.where('void', '=', 0)

type ClusterRecord = Pick<Tables['record'], 'id' | 'owner' | 'status' | 'answers'>

/** Returns the records of these clusters with their current answers, by last change. */
export const recordsOfClusters = async (
	session: Session,
	filter: SampleFilter,
	clusters: readonly string[],
): Promise<ClusterRecord[]> => {
	// one cluster at a time: for several at once SQLite would read the whole round
	const rows = await queryInChunks(
		clusters,
		([cluster = '']) =>
			countedRecords(session, filter).select('last_seq').where('cluster', '=', cluster).execute(),
		1,
	)
	return rows.sort((a, b) => Number(a.last_seq) - Number(b.last_seq))
}

/** Returns the finished records of a district, oldest first. */
export const finishedIn = (
	session: Session,
	filter: SampleFilter,
	district: string,
): Promise<ClusterRecord[]> =>
	countedRecords(session, filter)
		.where('district', '=', district)
		.where('status', '!=', 'draft')
		.orderBy('first_seq')
		.execute()

/** Counts the households to visit in each cluster of a round, without replacements. */
export async function countToVisit(session: Session, round: string): Promise<Map<string, number>> {
	const rows = await session.db
		.selectFrom('sample_line')
		.select((eb) => ['cluster', eb.fn.countAll().as('lines')])
		.where('project', '=', session.project)
		.where('round', '=', round)
		.where('line', 'is not', null)
		.groupBy('cluster')
		.execute()
	return new Map(rows.map(({ cluster, lines }) => [cluster, Number(lines)]))
}
