import {
	findFirstInvalid,
	parseErasureList,
	readAnyStatement,
	readStatement,
	type SignedStatement,
	statementToSign,
} from '#shared/revisions/destruction'
import { signingKeysOf } from '../storage/signing-key-table.ts'
import type { Store } from '../storage/store.ts'
import { isSignedBy } from '../sync/verify-phone.ts'
import { addRun, reapplyErasure } from './destroy-record.ts'

/**
 * The lines of a signed list, if each is signed by a key of this store and none is missing; else null. Whoever changed a list could
 * have any record destroyed by it: it counts whole, or not at all.
 */
export async function parseErasureListOf(
	{ db, project }: Store,
	file: string,
): Promise<SignedStatement[] | null> {
	const keys = await signingKeysOf(db, project)
	const lines = parseErasureList(file)?.lines
	const isSigned = ({ statement, signature }: SignedStatement) =>
		keys.some(({ publicKey }) => isSignedBy(publicKey, statementToSign(statement), signature))
	if (!lines || findFirstInvalid(lines, isSigned) !== null) return null
	return lines.every(({ statement }) => readAnyStatement(statement)?.project === project) ? lines : null
}

/** Destroys in a store that was just put back what was destroyed since. Gives how many records that were. */
export async function eraseListed(store: Store, lines: readonly SignedStatement[]): Promise<number> {
	const { project } = store
	let count = 0
	for (const line of lines) {
		const said = readStatement(line.statement)
		if (!said) {
			// a run of the retention clock: the clock itself runs again, its line stays in its place
			await store.write((session) => addRun(session, project, line))
			continue
		}
		const isNew = await store.write((session) => reapplyErasure(session, project, said.record, line))
		if (isNew) count++
	}
	return count
}
