import {
	findFirstInvalid,
	parseErasureList,
	readAnyStatement,
	readStatement,
	type SignedStatement,
	statementToSign,
} from '#shared/privacy/erasure'
import { signingKeysOf } from '../storage/log/signing-key.ts'
import type { Store } from '../storage/store.ts'
import { isSignedBy } from '../sync/verify-phone.ts'
import { addRun, reapplyErasure } from './erase-record.ts'

/**
 * Parses a signed erasure list. Null unless every entry is signed by a key of this store and none is missing:
 * an altered list could erase any record, so it is accepted as a whole or not at all.
 */
export async function parseErasureListOf(
	{ reading }: Store,
	file: string,
): Promise<SignedStatement[] | null> {
	const keys = await signingKeysOf(reading)
	const lines = parseErasureList(file)?.lines
	const isSigned = ({ statement, signature }: SignedStatement) =>
		keys.some(({ publicKey }) => isSignedBy(publicKey, statementToSign(statement), signature))
	if (!lines || findFirstInvalid(lines, isSigned) !== null) return null
	return lines.every(({ statement }) => readAnyStatement(statement)?.project === reading.project)
		? lines
		: null
}

/** Repeats erasures in a restored store. Returns the number of erased records. */
export async function eraseListed(store: Store, lines: readonly SignedStatement[]): Promise<number> {
	let count = 0
	for (const line of lines) {
		const statement = readStatement(line.statement)
		if (!statement) {
			// The entry of a retention run: only the entry is restored in its place, since retention runs again by
			// itself.
			await store.write((session) => addRun(session, line))
			continue
		}
		const isNew = await store.write((session) => reapplyErasure(session, statement.record, line))
		if (isNew) count++
	}
	return count
}
