import type { SeededRandom } from '#shared/kernel/seeded-random'
import { verifyStore } from '../../sync-server/backup/verify-store.ts'
import { eraseRecord } from '../../sync-server/privacy/erase-record.ts'
import { sweepErased } from '../../sync-server/privacy/sweep-erased.ts'
import { database } from '../../web/storage/database/database.ts'
import { expectProblem } from './desk-days.ts'
import type { PhoneDays } from './simulated-phone.ts'
import { Violation } from './violation.ts'
import type { World } from './world.ts'

/**
 * Erases some records at the end; some phones have unsent revisions of them, or are restored from an old
 * copy with them. Checks that after all syncs nothing of them is left anywhere, and that everything else is
 * unchanged.
 * @throws Violation
 */
export async function eraseSome(
	world: World,
	phones: readonly PhoneDays[],
	{
		random,
		copies,
		sendAll,
	}: {
		readonly random: SeededRandom
		readonly copies: readonly { phone: PhoneDays; copy: Awaited<ReturnType<PhoneDays['copy']>> }[]
		readonly sendAll: () => Promise<void>
	},
): Promise<void> {
	const { store, signer } = world.deps
	const ids = (await store.reading.db.selectFrom('record').select('id').execute()).map(({ id }) => id)
	const erased = ids.filter(() => random.chance(0.3))
	if (erased.length === 0) return
	for (const phone of phones)
		if (random.chance(0.5)) await phone.work(random.pick(erased)).catch(expectProblem)
	const others = await answersExcept(world, erased)
	for (const record of erased)
		await store.write((session) => eraseRecord(session, signer, { record, reason: 'withdrawal', by: 'dm' }))
	await sweepErased({ ...world.deps, files: world.files })
	if ((await answersExcept(world, erased)) !== others)
		throw new Violation(59, 'another record than those that were destroyed is otherwise')
	for (const phone of phones)
		if (random.chance(0.3)) await phone.work(random.pick(erased)).catch(expectProblem)
	if (copies.length > 0 && random.chance(0.3)) {
		const { phone, copy } = random.pick(copies)
		await phone.goBackTo(copy)
	}
	for (let round = 0; round < 2; round++) {
		await sendAll()
		for (const phone of phones) await phone.sendPictures()
	}
	await sweepErased({ ...world.deps, files: world.files })
	await checkNothingLeft(world, phones, new Set(erased))
	await verifyStore(store).catch((thrown: unknown) => {
		throw new Violation(10, String(thrown))
	})
}

async function answersExcept({ deps: { store } }: World, erased: readonly string[]): Promise<string> {
	const rows = await store.reading.db
		.selectFrom('record')
		.select(['id', 'answers', 'status'])
		.orderBy('id')
		.execute()
	const files = await store.reading.db
		.selectFrom('attachment')
		.select(['record', 'hash'])
		.orderBy('id')
		.execute()
	const isOther = (record: string) => !erased.includes(record)
	return JSON.stringify([rows.filter(({ id }) => isOther(id)), files.filter(({ record }) => isOther(record))])
}

async function checkNothingLeft(
	{ deps: { store } }: World,
	phones: readonly PhoneDays[],
	erased: ReadonlySet<string>,
): Promise<void> {
	for (const table of ['revision', 'attachment'] as const) {
		const rows = await store.reading.db.selectFrom(table).select('record').execute()
		if (rows.some(({ record }) => erased.has(record)))
			throw new Violation(59, `of a destroyed record there is a ${table} at the server`)
	}
	const db = await database()
	for (const { vaultSession } of phones) {
		const { device } = vaultSession
		for (const store of ['revisions', 'drafts', 'attachments'] as const)
			for (const row of await db.table(store).toArray())
				if (row.device === device && erased.has(row.record))
					throw new Violation(59, `of destroyed record ${row.record} there are ${store} on a phone`)
	}
}
