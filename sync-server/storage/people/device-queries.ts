import { sql } from 'kysely'
import type { Gap } from '#shared/sync/device-list'
import { inParts } from '../engine/chunks.ts'
import type { Session } from '../session.ts'
import type { Tables } from '../tables/tables.ts'

/** Phones per query: on SQLite, a statement that reads a million rows blocks every other request. */
const phoneBatchSize = 20

/** Returns the phones of the project with their people and last reports. */
export const phonesOfProject = (session: Session) =>
	session.db
		.selectFrom('device')
		.innerJoin('person', 'person.id', 'device.person')
		.selectAll('person')
		.select([
			'device.id as device',
			'device.label',
			'device.app',
			'device.enrolled',
			'device.last_seen',
			'device.inventory',
			'device.inventory_at',
			'device.revoked',
			'device.replaces',
			'device.feed_cursor',
		])
		.where('device.project', '=', session.project)
		.where('device.kind', '=', 'phone')
		.execute()

/** Returns the last sequence number of each form's documents. */
export async function formNumbers(session: Session): Promise<Map<string, number>> {
	const rows = await session.db
		.selectFrom('document')
		.select(['ref', 'seq'])
		.where('project', '=', session.project)
		.where('kind', '=', 'form')
		.execute()
	const numbers = new Map<string, number>()
	for (const { ref, seq } of rows) {
		const id = ref.slice(0, ref.lastIndexOf('@'))
		numbers.set(id, Math.max(numbers.get(id) ?? 0, Number(seq)))
	}
	return numbers
}

export interface DeviceCounters {
	/** Missing before a counter that arrived. */
	readonly gapsBetween: Gap[]
	/** The highest counter of an accepted revision. */
	last: number
	/** Counters of two accepted revisions. */
	readonly duplicates: number[]
	/** Counters of quarantined and erased revisions. */
	readonly quarantined: number[]
}

/**
 * Returns the device counters of what arrived, from their index alone. A phone with counters 1 to its
 * highest, each once, needs no further query: a million counters take a third of a second, or a second if all
 * are read one by one.
 */
export async function numbersByPhone(
	session: Session,
	devices: readonly string[],
): Promise<Map<string, DeviceCounters>> {
	const found = new Map<string, DeviceCounters>(
		devices.map((id) => [id, { gapsBetween: [], last: 0, duplicates: [], quarantined: [] }]),
	)
	for (const part of inParts(devices, phoneBatchSize)) {
		const sums = await session.db
			.selectFrom('revision')
			.select((eb) => [
				'device',
				eb.fn.countAll().as('all'),
				eb.fn.count('n').distinct().as('different'),
				eb.fn.max('n').as('last'),
			])
			.where('device', 'in', part)
			.groupBy('device')
			.execute()
		const uneven: string[] = []
		for (const { device, all, different, last } of sums) {
			const numbers = found.get(device)
			if (numbers) numbers.last = last
			if (Number(all) !== last || Number(different) !== last) uneven.push(device)
		}
		for (const { device, n, before } of await unevenSteps(session, uneven)) {
			const numbers = found.get(device)
			if (n > before) numbers?.gapsBetween.push({ first: before + 1, last: n - 1 })
			else numbers?.duplicates.push(n)
		}
		const quarantined = await session.db
			.selectFrom('quarantine')
			.select(['device', 'n'])
			.where('device', 'in', part)
			.where('n', 'is not', null)
			.execute()
		const erased = await session.db
			.selectFrom('erased_revision')
			.select(['device', 'n'])
			.where('device', 'in', part)
			.where('n', 'is not', null)
			.execute()
		for (const { device, n } of [...quarantined, ...erased])
			if (n !== null) found.get(device)?.quarantined.push(n)
		const both = await session.db
			.selectFrom('quarantine')
			.innerJoin('revision', (join) =>
				join.onRef('revision.device', '=', 'quarantine.device').onRef('revision.n', '=', 'quarantine.n'),
			)
			.select(['quarantine.device', 'revision.n'])
			.distinct()
			.where('quarantine.device', 'in', part)
			.execute()
		for (const { device, n } of both) found.get(device)?.duplicates.push(n)
	}
	return found
}

/** Returns the counters of accepted revisions that do not follow their predecessor. */
async function unevenSteps(session: Session, devices: readonly string[]) {
	if (devices.length === 0) return []
	return session.db
		.selectFrom(
			session.db
				.selectFrom('revision')
				.select(['device', 'n', sql<number>`lag(n, 1, 0) over (partition by device order by n)`.as('before')])
				.where('device', 'in', devices)
				.as('step'),
		)
		.select(['device', 'n', 'before'])
		.where(sql<boolean>`n <> before + 1`)
		.orderBy('device')
		.orderBy('n')
		.execute()
}

/** Counts quarantined revisions that wait for a decision, by enrolment. */
export async function countQuarantinedByDevice(session: Session): Promise<Map<string, number>> {
	const rows = await session.db
		.selectFrom('quarantine')
		.select((eb) => ['device', eb.fn.countAll().as('count')])
		.where('project', '=', session.project)
		.where('rejected', '=', 0)
		.groupBy('device')
		.execute()
	return new Map(rows.map(({ device, count }) => [device, Number(count)]))
}

/** Returns activations and deactivations, oldest first: the last one of a person or phone counts. */
export const switchings = (session: Session) =>
	session.db
		.selectFrom('activation')
		.leftJoin('person', 'person.id', 'activation.changed_by')
		.select([
			'activation.person',
			'activation.device',
			'activation.active',
			'activation.at',
			'person.name as by',
		])
		.where('activation.project', '=', session.project)
		.orderBy('activation.at')
		.execute()

export async function recordActivation(session: Session, row: Tables['activation']): Promise<void> {
	await session.db.insertInto('activation').values(row).execute()
}
