import * as z from 'zod/mini'
import { type Bytes, joinBytes } from '#shared/kernel/bytes'
import { digest } from '#shared/kernel/digest'
import { codeLetters, normaliseCode } from '#shared/kernel/ids'

/*
 * Recovery key: what remains of a project when its server and all its backups are lost. With these keys a new
 * server opens what phones sealed, and recognises their enrolments. On paper it has eleven rows of sixteen
 * letters; each row has a checksum.
 */

/** The private keys, 32 bytes each. */
export interface RecoveryKey {
	readonly sealing: Bytes
	readonly signing: Bytes
	/** Absent in a recovery key from before this key existed: it has eight rows. */
	readonly identifiers?: Bytes
}

interface Layout {
	readonly version: number
	readonly keys: number
	readonly rows: number
}
const withoutIdentifiers: Layout = { version: 1, keys: 2, rows: 8 }
const whole: Layout = { version: 2, keys: 3, rows: 11 }
const layouts = [withoutIdentifiers, whole]
export const recoveryKeyRows = whole.rows

const keyBytes = 32
const lettersOfRow = 16
/** The last byte is the checksum of the others. */
const bytesOfRow = 10
const contentOfRow = bytesOfRow - 1
/** Bytes left after the keys: a digest over all of them. */
const proofBytes = ({ keys, rows }: Layout): number => rows * contentOfRow - 1 - keys * keyBytes

/** Returns the rows, in groups of four letters. */
export function writeRecoveryKey({ sealing, signing, identifiers }: RecoveryKey): string[] {
	const layout = identifiers ? whole : withoutIdentifiers
	const keys = joinBytes([
		new Uint8Array([layout.version]),
		sealing,
		signing,
		...(identifiers ? [identifiers] : []),
	])
	const content = joinBytes([keys, digest(keys).subarray(0, proofBytes(layout))])
	return Array.from({ length: layout.rows }, (_, row) => {
		const part = content.subarray(row * contentOfRow, (row + 1) * contentOfRow)
		const letters = lettersOf(joinBytes([part, proofOf(row, part)]))
		return (letters.match(/.{4}/g) ?? []).join(' ')
	})
}

/**
 * Mismatches of a recovery key: the first row with a wrong checksum, from 1 · `length`: it has too few or too
 * many letters · `digest`: each row has its checksum, but the digest over all rows is another one. Then rows
 * of two keys are mixed, rows are missing, or the checksum of a row misses its error, as 1 of 256 does.
 */
const mismatchSchema = z.union([z.int(), z.enum(['length', 'digest'])])
export type RecoveryKeyMismatch = z.infer<typeof mismatchSchema>

const typedWrongSchema = z.object({ outcome: z.literal('typed-wrong'), mismatch: mismatchSchema })
export type RecoveryKeyTypedWrong = Readonly<z.infer<typeof typedWrongSchema>>

export type RecoveryKeyRead = { readonly outcome: 'read'; readonly key: RecoveryKey } | RecoveryKeyTypedWrong

/** Parses a recovery key that was typed, or is in a file: text around the rows is ignored. */
export function readRecoveryKey(text: string): RecoveryKeyRead {
	const letters = text
		.split('\n')
		.map(normaliseCode)
		.filter((line) => line.length > 0 && [...line].every((letter) => codeLetters.includes(letter)))
		.join('')
	const layout = layouts.find(({ rows }) => letters.length === rows * lettersOfRow)
	if (!layout) return { outcome: 'typed-wrong', mismatch: 'length' }
	const parts: Uint8Array[] = []
	for (let row = 0; row < layout.rows; row++) {
		const bytes = bytesFrom(letters.slice(row * lettersOfRow, (row + 1) * lettersOfRow))
		const part = bytes.subarray(0, contentOfRow)
		if (bytes[contentOfRow] !== proofOf(row, part)[0]) return { outcome: 'typed-wrong', mismatch: row + 1 }
		parts.push(part)
	}
	const content = joinBytes(parts)
	const keys = content.subarray(0, 1 + layout.keys * keyBytes)
	const isWhole = digest(keys)
		.subarray(0, proofBytes(layout))
		.every((byte, i) => byte === content[keys.length + i])
	if (!isWhole || keys[0] !== layout.version) return { outcome: 'typed-wrong', mismatch: 'digest' }
	const half = (which: number) => keys.slice(1 + which * keyBytes, 1 + (which + 1) * keyBytes)
	const key = { sealing: half(0), signing: half(1) }
	return { outcome: 'read', key: layout === whole ? { ...key, identifiers: half(2) } : key }
}

/** Checksum of a row. It includes the row's number, so that swapped rows are detected. */
const proofOf = (row: number, part: Uint8Array): Bytes =>
	digest(joinBytes([new Uint8Array([row]), part])).slice(0, 1)

function lettersOf(bytes: Uint8Array): string {
	let bits = 0n
	for (const byte of bytes) bits = (bits << 8n) | BigInt(byte)
	return Array.from(
		{ length: lettersOfRow },
		(_, i) => codeLetters[Number((bits >> BigInt(5 * (lettersOfRow - 1 - i))) & 31n)],
	).join('')
}
function bytesFrom(letters: string): Bytes {
	let bits = 0n
	for (const letter of letters) bits = (bits << 5n) | BigInt(codeLetters.indexOf(letter))
	return Uint8Array.from({ length: bytesOfRow }, (_, i) =>
		Number((bits >> BigInt(8 * (bytesOfRow - 1 - i))) & 255n),
	)
}

/**
 * State of the private keys to identifiers. `missing`: the server lacks the one to which phones seal now ·
 * `former-missing`: it only lacks a former one.
 */
const identifiersStateSchema = z.enum(['here', 'missing', 'former-missing'])
export type IdentifiersState = z.infer<typeof identifiersStateSchema>

/**
 * State of the recovery key. `tested`: last successful test; null if there was none, or a key is missing on
 * this server.
 */
export const recoveryStateSchema = z.object({
	tested: z.nullable(z.object({ at: z.string(), by: z.string() })),
	identifiers: identifiersStateSchema,
})
export type RecoveryState = z.infer<typeof recoveryStateSchema>

export const recoveryRowsSchema = z.object({ rows: z.array(z.string()) })

/** Request to test a recovery key; `recoveryTestedSchema` is the result. */
export const recoveryTestSchema = z.object({ text: z.string().check(z.maxLength(4000)) })
export const recoveryTestedSchema = z.union([
	// `older`: of this server, from before it had a key to identifiers · `former-back`: with a former key, which
	// is restored now · `key-back`: right, and the key to identifiers was missing until now
	z.object({ outcome: z.enum(['right', 'another-key', 'older', 'former-back', 'key-back']) }),
	typedWrongSchema,
])
export type RecoveryTested = z.infer<typeof recoveryTestedSchema>
