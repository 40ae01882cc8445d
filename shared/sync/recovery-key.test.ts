import { expect, test } from 'vitest'
import type { Bytes } from '#shared/kernel/bytes'
import fc from '#shared/testing/fast-check'
import { readRecoveryKey, writeRecoveryKey } from './recovery-key.ts'

const half = fc.uint8Array({ minLength: 32, maxLength: 32 }) as fc.Arbitrary<Bytes>
const key = fc.record({ sealing: half, signing: half, identifiers: half })
/** A recovery key from before there was a key to identifiers. */
const older = fc.record({ sealing: half, signing: half })

test('a recovery key is read however it is typed, with text around it', () => {
	fc.assert(
		fc.property(fc.oneof(key, older), (each) => {
			const rows = writeRecoveryKey(each)
			expect(rows).toHaveLength('identifiers' in each ? 11 : 8)
			for (const row of rows) expect(row).toMatch(/^[0-9A-Z]{4}( [0-9A-Z]{4}){3}$/)
			const file = `Zila: recovery key (pk31)\n\n${rows.join('\r\n')}\n\nKeep it, and show it nobody.\n`
			const typed = rows
				.join('\n')
				.toLowerCase()
				.replaceAll('0', 'o')
				.replaceAll('1', 'l')
				.replaceAll(' ', '-')
			for (const text of [rows.join('\n'), rows.join(''), file, typed])
				expect(readRecoveryKey(text)).toEqual({ outcome: 'read', key: each })
		}),
	)
})
test('a row with a wrong letter is mostly named, and never accepted', () => {
	let named = 0
	const tries = 300
	fc.assert(
		fc.property(key, fc.nat(10), fc.nat(15), (each, row, at) => {
			const lines = writeRecoveryKey(each).map((line) => line.replaceAll(' ', ''))
			const line = lines[row] ?? ''
			const other = line[at] === 'Z' ? '2' : 'Z'
			lines[row] = line.slice(0, at) + other + line.slice(at + 1)
			const read = readRecoveryKey(lines.join('\n'))
			expect(read.outcome).toBe('typed-wrong')
			if ('mismatch' in read && read.mismatch === row + 1) named++
		}),
		{ numRuns: tries },
	)
	expect(named).toBeGreaterThan(tries * 0.95)
})
test('swapped or missing rows are detected', () => {
	const sealing = new Uint8Array(32).fill(7)
	const [first = '', second = '', ...more] = writeRecoveryKey({
		sealing,
		signing: sealing.map((byte) => byte + 1),
		identifiers: sealing.map((byte) => byte + 2),
	})
	expect(readRecoveryKey([second, first, ...more].join('\n'))).toEqual({
		outcome: 'typed-wrong',
		mismatch: 1,
	})
	expect(readRecoveryKey([first, ...more].join('\n'))).toEqual({ outcome: 'typed-wrong', mismatch: 'length' })
	// as many rows as an older key has
	expect(readRecoveryKey([first, second, ...more.slice(0, 6)].join('\n'))).toEqual({
		outcome: 'typed-wrong',
		mismatch: 'digest',
	})
	expect(readRecoveryKey('')).toEqual({ outcome: 'typed-wrong', mismatch: 'length' })
})
test('rows of two keys are detected by the digest, although each row has its checksum', () => {
	const filled = (byte: number) => new Uint8Array(32).fill(byte)
	const [one, other] = [7, 8].map((byte) =>
		writeRecoveryKey({ sealing: filled(byte), signing: filled(byte), identifiers: filled(byte) }),
	)
	const mixed = [...(one?.slice(0, 5) ?? []), ...(other?.slice(5) ?? [])]
	expect(readRecoveryKey(mixed.join('\n'))).toEqual({ outcome: 'typed-wrong', mismatch: 'digest' })
})
