import { shortDigest } from '#shared/kernel/digest'
import { queryInChunks } from '../engine/chunks.ts'
import type { Session } from '../session.ts'

/** Tables with sequence numbers; each number is in exactly one of them. */
const numbered = ['revision', 'quarantine', 'chain_link'] as const

/**
 * Returns the chain value at each sequence number. Numbers that were never assigned, or from before links
 * were stored, are absent; at 0 it is empty.
 */
export async function chainsAt(session: Session, numbers: readonly number[]): Promise<Map<number, string>> {
	const inTable = (table: (typeof numbered)[number], part: readonly number[]) =>
		session.db
			.selectFrom(table)
			.select(['seq', 'chain'])
			.where('project', '=', session.project)
			.where('seq', 'in', part)
	const rows = await queryInChunks(numbers, (part) =>
		inTable('revision', part)
			.unionAll(inTable('quarantine', part))
			.unionAll(inTable('chain_link', part))
			.execute(),
	)
	const found = new Map(rows.map(({ seq, chain }) => [seq, chain]))
	if (numbers.includes(0)) found.set(0, '')
	return found
}

/** Returns the chain value after an entry with this id. */
export const chainAfter = (chain: string, id: string): string => shortDigest(chain + id)

/**
 * Returns the chain id of a revision that arrives in quarantine. A restored server may accept the same
 * revision at the same number: phones that saw the quarantined one have not received the other, so the two
 * chains must differ.
 */
export const toQuarantineChainId = (id: string): string => `${id}!`

export interface ChainVerification {
	/** Count of numbers that were checked. */
	readonly numbers: number
	/**
	 * The first number that is missing, or whose chain value does not follow from the one before; null if the
	 * chain is intact.
	 */
	readonly broken: number | null
}

const rowBatchSize = 5000

/**
 * Verifies the chain from the beginning to the head: each value must be the digest of the one before and the
 * id (marked if the revision arrived in quarantine), and no number may be missing. Numbers of documents from
 * before links were stored are skipped: the chain is accepted as it is there. `db` must not change meanwhile.
 */
export async function checkChain(session: Session): Promise<ChainVerification> {
	const { seq: head, chain: headChain } = await session.db
		.selectFrom('head')
		.select(['seq', 'chain'])
		.where('project', '=', session.project)
		.executeTakeFirstOrThrow()
	const last = await session.db
		.selectFrom('known_from')
		.select('seq')
		.where('project', '=', session.project)
		.executeTakeFirst()
	const knownFrom = last?.seq ?? 0
	let before = { seq: 0, chain: '' }
	let numbers = 0
	for (let from = 0; from < head; from += rowBatchSize) {
		for (const { seq, chain, id } of await pageAfter(session, from)) {
			const follows = seq === before.seq + 1
			if (!follows && before.seq >= knownFrom) return { numbers, broken: before.seq + 1 }
			if (follows && id !== '' && !isLink(before.chain, id, chain)) return { numbers, broken: seq }
			before = { seq, chain }
			numbers++
		}
	}
	return { numbers, broken: before.seq === head && before.chain === headChain ? null : before.seq + 1 }
}

/** Checks both ids, since a revision keeps its chain value when it is released or quarantined later. */
const isLink = (before: string, id: string, chain: string): boolean =>
	chainAfter(before, id) === chain || chainAfter(before, toQuarantineChainId(id)) === chain

async function pageAfter(session: Session, after: number) {
	const of = (table: (typeof numbered)[number]) =>
		session.db
			.selectFrom(table)
			.select(['seq', 'chain', 'id'])
			.where('project', '=', session.project)
			.where('seq', '>', after)
			.where('seq', '<=', after + rowBatchSize)
			.execute()
	const [revisions, quarantined, links] = [
		await of('revision'),
		await of('quarantine'),
		await of('chain_link'),
	]
	return [...revisions, ...quarantined, ...links].sort((a, b) => a.seq - b.seq)
}
