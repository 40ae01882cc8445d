import { byKey } from '#shared/kernel/by-key'
import { inParts, queryInChunks } from '../engine/chunks.ts'
import type { Session } from '../session.ts'

/** Value of `open_flags` until the quality checks have run on the record. */
export const flagsNotComputed = -1

export interface OpenFlags {
	readonly record: string
	/** Kind of each open flag; a kind can occur several times, for different questions of the form. */
	readonly kinds: readonly string[]
}

/**
 * Formats kinds as they are stored: each once, with a space on both sides, so that LIKE finds one among
 * others.
 */
const kindsText = (kinds: readonly string[]): string =>
	kinds.length === 0 ? '' : ` ${[...new Set(kinds)].sort().join(' ')} `

/** Returns the kinds of a record's open flags. */
export const kindsIn = (text: string): string[] => text.split(' ').filter((kind) => kind !== '')

/** Returns the records whose open flags differ from the saved ones in kinds or number. */
async function findChangedFlags(session: Session, found: readonly OpenFlags[]): Promise<OpenFlags[]> {
	const known = await queryInChunks(
		found.map(({ record }) => record),
		(part) =>
			session.db
				.selectFrom('record')
				.select(['id', 'open_flags', 'open_kinds'])
				.where('id', 'in', part)
				.execute(),
	)
	const before = new Map(known.map((row) => [row.id, row]))
	return found.filter(({ record, kinds }) => {
		const row = before.get(record)
		return row && (row.open_flags !== kinds.length || row.open_kinds !== kindsText(kinds))
	})
}

export async function hasFlagChanges(session: Session, found: readonly OpenFlags[]): Promise<boolean> {
	return (await findChangedFlags(session, found)).length > 0
}

/** Saves the open flags of records; writes only those that have changed. */
export async function saveOpenFlags(session: Session, found: readonly OpenFlags[]): Promise<void> {
	const other = await findChangedFlags(session, found)
	for (const [, sameKinds] of byKey(other, ({ kinds }) => `${kinds.length}${kindsText(kinds)}`))
		for (const part of inParts(sameKinds))
			await session.db
				.updateTable('record')
				.set({ open_flags: part[0]?.kinds.length ?? 0, open_kinds: kindsText(part[0]?.kinds ?? []) })
				.where(
					'id',
					'in',
					part.map(({ record }) => record),
				)
				.execute()
}

/** True if the quality checks have run on the record as it is now. */
export async function areFlagsComputed(session: Session, record: string): Promise<boolean> {
	const row = await session.db
		.selectFrom('record')
		.select('open_flags')
		.where('id', '=', record)
		.executeTakeFirst()
	return row !== undefined && row.open_flags !== flagsNotComputed
}
