import type { Kysely } from 'kysely'
import { shortDigest } from '#shared/kernel/digest'
import { queryInChunks } from './in-parts.ts'
import type { Tables } from './tables.ts'

/** Where numbers are: every one is in exactly one of these. */
const numbered = ['revision', 'quarantine', 'link'] as const

/** The chain at each of these numbers; what was never given, or not kept then, is absent. Before the first it is empty. */
export async function chainsAt(
	db: Kysely<Tables>,
	project: string,
	numbers: readonly number[],
): Promise<Map<number, string>> {
	const found = new Map<number, string>()
	for (const table of numbered)
		for (const { seq, chain } of await queryInChunks(numbers, (part) =>
			db
				.selectFrom(table)
				.select(['seq', 'chain'])
				.where('project', '=', project)
				.where('seq', 'in', part)
				.execute(),
		))
			found.set(seq, chain)
	if (numbers.includes(0)) found.set(0, '')
	return found
}

/** The chain behind what is stored with this id. */
export const chainAfter = (chain: string, id: string): string => shortDigest(chain + id)

/**
 * What stands in the chain for work that is held back as it comes. A server that was put back may take the same work in at the same
 * number: phones that heard the one have not heard the other, and must see two chains.
 */
export const toQuarantineChainId = (id: string): string => `${id}!`

export interface ChainVerification {
	/** Numbers that were looked at. */
	readonly numbers: number
	/** The first number whose chain does not follow from the one before, or that is missing; null if all is well. */
	readonly broken: number | null
}

const rowsAtATime = 5000

/**
 * Follows the chain from the beginning to the head: each link must be the digest of the one before and the id (held back as it
 * came, with a mark), and no number may be missing. Numbers of documents from before links were kept are passed over: there the
 * chain is taken as it stands. `db` must not change meanwhile.
 */
export async function checkChain(db: Kysely<Tables>, project: string): Promise<ChainVerification> {
	const { seq: head, chain: headChain } = await db
		.selectFrom('head')
		.select(['seq', 'chain'])
		.where('project', '=', project)
		.executeTakeFirstOrThrow()
	const last = await db
		.selectFrom('kept_from')
		.select('seq')
		.where('project', '=', project)
		.executeTakeFirst()
	const keptFrom = last?.seq ?? 0
	let before = { seq: 0, chain: '' }
	let numbers = 0
	for (let from = 0; from < head; from += rowsAtATime) {
		for (const { seq, chain, id } of await pageAfter(db, project, from)) {
			const follows = seq === before.seq + 1
			if (!follows && before.seq >= keptFrom) return { numbers, broken: before.seq + 1 }
			if (follows && id !== '' && !isLink(before.chain, id, chain)) return { numbers, broken: seq }
			before = { seq, chain }
			numbers++
		}
	}
	return { numbers, broken: before.seq === head && before.chain === headChain ? null : before.seq + 1 }
}

/** Wherever it lies now: it keeps the place that it had as it came. */
const isLink = (before: string, id: string, chain: string): boolean =>
	chainAfter(before, id) === chain || chainAfter(before, toQuarantineChainId(id)) === chain

async function pageAfter(db: Kysely<Tables>, project: string, after: number) {
	const of = (table: (typeof numbered)[number]) =>
		db
			.selectFrom(table)
			.select(['seq', 'chain', 'id'])
			.where('project', '=', project)
			.where('seq', '>', after)
			.where('seq', '<=', after + rowsAtATime)
			.execute()
	const [revisions, quarantined, links] = [await of('revision'), await of('quarantine'), await of('link')]
	return [...revisions, ...quarantined, ...links].sort((a, b) => a.seq - b.seq)
}
