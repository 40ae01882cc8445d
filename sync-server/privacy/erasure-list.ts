import type { Role } from '#shared/people/roles'
import {
	type ErasureListItem,
	type ErasureStatement,
	formatErasureList,
	parseRetentionStatement,
	type Retention,
	readAnyStatement,
	readStatement,
	statementToSign,
} from '#shared/privacy/erasure'
import { withdrawalCodeOf } from '#shared/privacy/withdrawal-code'
import { allPeople } from '../storage/people/people.ts'
import { type ErasureRow, isRun, listErasureRows } from '../storage/privacy/erasures.ts'
import type { Store } from '../storage/store.ts'
import type { Signer } from '../sync/signer.ts'

/** Facts of an erasure that decide who may see it. */
export interface ErasureScope extends Pick<ErasureRow, 'district' | 'demonstration'> {
	/** Present role of the user who erased the record; null for a user that this store does not know. */
	readonly erasedBy: Role | null
}

/** Lists all erased records, newest first, each verified against its signature and the entry before. */
export async function listErasures(
	store: Store,
	signer: Signer,
	maySee: (row: ErasureScope) => boolean,
): Promise<ErasureListItem[]> {
	const rows = await listErasureRows(store.reading)
	const people = new Map((await allPeople(store.reading)).map(({ code, role }) => [code, role as Role]))
	let before = ''
	const listed = rows.flatMap((row): ErasureListItem[] => {
		const statement = readStatement(row.statement)
		const isRight = readAnyStatement(row.statement)?.before === before && isSigned(signer, row)
		before = row.id
		if (isRun(row) || !maySee({ ...row, erasedBy: people.get(statement?.by ?? '') ?? null })) return []
		return [
			{
				...partsOf(statement),
				record: row.record,
				code: withdrawalCodeOf(row.record),
				late: row.late,
				isRight,
				isSwept: row.swept === 1,
			},
		]
	})
	return listed.reverse()
}

/** Lists the retention runs, newest first, verified in the same way. */
export async function listRuns(store: Store, signer: Signer): Promise<Retention['runs']> {
	const rows = await listErasureRows(store.reading)
	let before = ''
	const runs = rows.flatMap((row) => {
		const statement = parseRetentionStatement(row.statement)
		const isRight = readAnyStatement(row.statement)?.before === before && isSigned(signer, row)
		before = row.id
		if (!isRun(row)) return []
		const { at = '', values = [], files = 0 } = statement ?? {}
		return [{ at, values, files, isRight, isSwept: row.swept === 1 }]
	})
	return runs.reverse()
}

const isSigned = (signer: Signer, { statement, signature }: Pick<ErasureRow, 'statement' | 'signature'>) =>
	signer.hasSigned(statementToSign(statement), signature)

/** A manipulated statement may contain anything, or nothing. */
const partsOf = (statement: ErasureStatement | null) => ({
	at: statement?.at ?? '',
	by: statement?.by ?? '',
	reason: statement?.reason ?? ('wrong' as const),
	revisions: statement?.revisions ?? 0,
	files: statement?.files ?? 0,
})

/** Exports all signed entries as a file that can be verified with the server's public key. */
export async function exportErasureList(store: Store, signer: Signer): Promise<string> {
	return formatErasureList(await listErasureRows(store.reading), signer.publicKey)
}
