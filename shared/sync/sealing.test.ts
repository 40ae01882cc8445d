import { Aes256Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } from '@hpke/core'
import { describe, expect, test } from 'vitest'
import { fromBase64url, toBase64url, utf8 } from '#shared/kernel/bytes'
import { shortDigest } from '#shared/kernel/digest'
import { createKeyPair, openSealingKey } from '../../sync-server/sync/sealing-key.ts'
import { sealForServer } from '../../web/storage/records/seal-for-server.ts'
import { frameTypes } from './bundle.ts'
import { sealedRevisionFrame } from './revision-frame.ts'
import { boundTo, encodeSealedFrame, parseSealedFrame, type SealedRevision } from './sealed-frame.ts'
import { readSealingKey, sealingInfo } from './sealing.ts'

const id = shortDigest('a revision')
const revision = utf8('a revision, deflated')
const pair = createKeyPair()
const key = openSealingKey(pair)
const seal = async () => {
	const opened = parseSealedFrame(
		sealedRevisionFrame(id, await sealForServer(pair.publicKey, id, revision)).bytes,
	)
	if (!opened) throw new Error('invalid frame')
	return opened
}
const sealed = await seal()

describe('sealed data of a phone', () => {
	test('opens with the key of the server, and names it', () => {
		expect(key.open(sealed)).toEqual(Buffer.from(revision))
		expect(toBase64url(sealed.keyId)).toBe(key.id)
	})
	test('does not open with another key', () => {
		expect(openSealingKey(createKeyPair()).open(sealed)).toBeNull()
	})
	test('does not open with a flipped bit, or under another id', () => {
		const flipped = (bytes: Uint8Array, at: number) => bytes.map((byte, i) => (i === at ? byte ^ 1 : byte))
		for (const part of ['enc', 'box'] as const)
			for (let at = 0; at < sealed[part].length; at++)
				expect(key.open({ ...sealed, [part]: flipped(sealed[part], at) }), `${part} ${at}`).toBeNull()
		expect(key.open({ ...sealed, id: shortDigest('another') })).toBeNull()
	})
	test('differs each time', async () => {
		const again = await seal()
		expect(toBase64url(again.enc)).not.toBe(toBase64url(sealed.enc))
		expect(toBase64url(again.box)).not.toBe(toBase64url(sealed.box))
	})
	test('is sent in one frame, and unpacked unchanged', () => {
		const { type, bytes } = sealedRevisionFrame(sealed.id, encodeSealedFrame(sealed))
		expect(type).toBe(frameTypes.sealedRevision)
		expect(parseSealedFrame(bytes)).toEqual(sealed)
		expect(parseSealedFrame(bytes.subarray(0, 112))).toBeNull()
	})
})

describe('RFC 9180 in an independent implementation', () => {
	const suite = new CipherSuite({
		kem: new DhkemP256HkdfSha256(),
		kdf: new HkdfSha256(),
		aead: new Aes256Gcm(),
	})
	test('opens data sealed by a phone', async () => {
		const recipientKey = await suite.kem.importKey('raw', fromBase64url(pair.privateKey).buffer, false)
		const opened = await suite.open(
			{ recipientKey, enc: sealed.enc, info: sealingInfo },
			sealed.box,
			boundTo(id),
		)
		expect(new Uint8Array(opened)).toEqual(revision)
	})
	test('seals data that the server opens', async () => {
		const recipientPublicKey = await suite.kem.importKey('raw', fromBase64url(pair.publicKey).buffer, true)
		const { ct, enc } = await suite.seal({ recipientPublicKey, info: sealingInfo }, revision, boundTo(id))
		const theirs: SealedRevision = {
			id,
			keyId: sealed.keyId,
			enc: new Uint8Array(enc),
			box: new Uint8Array(ct),
		}
		expect(key.open(theirs)).toEqual(Buffer.from(revision))
	})
})

test('a point outside the curve is no key', () => {
	expect(readSealingKey(pair.publicKey)).not.toBeNull()
	for (const none of ['', 'AAAA', pair.publicKey.slice(4), `${pair.publicKey}AAAA`, '*'.repeat(87)])
		expect(readSealingKey(none), none).toBeNull()
})
