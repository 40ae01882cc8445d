import type { Answer } from '#shared/forms/answers'
import { database, write } from '../database/database.ts'
import type { VaultSession } from '../enrolment/enrolments.ts'
import { type BoxText, boxFromText, boxToText } from '../vault/box-text.ts'

/**
 * A practice interview that was left: sealed like a draft, but in no list and no count, never copied and never
 * sent.
 */
export interface StoredPractice {
	readonly form: { readonly id: string; readonly ver: number }
	readonly answers: readonly (readonly [path: string, answer: Answer])[]
	/** Typed text that is no answer, by path. */
	readonly unreadable: readonly (readonly [path: string, typed: string])[]
	readonly page: number
	readonly language: string
	readonly startedAt: number
	/** Pages shown so far, by index, of a short practice; absent for the whole form. */
	readonly shortPages?: readonly number[]
}

export const practiceLifetimeMs = 24 * 3_600_000

const prefix = 'practice '
const keyOf = (device: string): string => prefix + device

/** A row of the settings. The time is outside of the box, so that it can be deleted without the PIN. */
interface StoredRow extends BoxText {
	readonly startedAt: number
}

/** Saves the interview. With the second PIN nothing is saved or deleted: the box belongs to the first one. */
export async function savePractice(
	{ device, vault, isDecoy }: VaultSession,
	practice: StoredPractice,
): Promise<void> {
	if (isDecoy) return
	const row: StoredRow = {
		startedAt: practice.startedAt,
		...boxToText(await vault.seal(keyOf(device), practice)),
	}
	await write(['settings'], ({ settings }) =>
		settings.put({ key: keyOf(device), value: JSON.stringify(row) }),
	)
}

/** Returns the practice interview that this person left; null without one, or if it is too old. */
export async function readPractice(
	{ device, vault }: VaultSession,
	now: number,
): Promise<StoredPractice | null> {
	const stored = (await (await database()).settings.get(keyOf(device)))?.value
	if (stored === undefined) return null
	const row = JSON.parse(stored) as StoredRow
	if (now - row.startedAt >= practiceLifetimeMs) return null
	// an enrolment that was renewed has other keys
	return vault.open(keyOf(device), boxFromText(row)).then(
		(practice) => practice as StoredPractice,
		() => null,
	)
}

export async function deletePractice({ device, isDecoy }: VaultSession): Promise<void> {
	if (!isDecoy) await write(['settings'], ({ settings }) => settings.delete(keyOf(device)))
}

/** Deletes practice interviews of all people that are older than a day. */
export const deleteOldPractices = (now: number): Promise<unknown> =>
	write(['settings'], ({ settings }) =>
		settings
			.where('key')
			.startsWith(prefix)
			.filter(({ value }) => now - (JSON.parse(value) as StoredRow).startedAt >= practiceLifetimeMs)
			.delete(),
	)
