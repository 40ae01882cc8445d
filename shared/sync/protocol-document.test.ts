import { createPublicKey, verify } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { inflateRawSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { fromBase64url, fromUtf8, toBase64url, utf8 } from '#shared/kernel/bytes'
import { shortDigest } from '#shared/kernel/digest'
import { readRevision, writeRevision } from '#shared/revisions/revision'
import { hpke } from '#shared/testing/test-phone'
import { openSealingKey, pairOf } from '../../sync-server/sync/sealing-key.ts'
import {
	attachmentHeaders,
	readStatement,
	signedBytes,
	uploadOf,
	writeStatement,
} from './attachment-upload.ts'
import { frameTypes, readBundle, writeBundle } from './bundle.ts'
import {
	accessKeysSchema,
	ackCodes,
	readMessage,
	replyHeaderSchema,
	requestHeaderSchema,
	sealedHeaderSchema,
} from './messages.ts'
import { protocolVersion } from './protocol.ts'
import { framesDigest } from './request-proof.ts'
import { openRevisionFrame, openSignatureFrame, revisionToSign } from './revision-frame.ts'
import { answerInfo, buildSealedAnswerAad, decodeSealedAnswer, unpadAnswer } from './sealed-answer.ts'
import { parseSealedFrame } from './sealed-frame.ts'
import { boundToNonce, openSealedReply, replyInfo } from './sealed-reply.ts'
import { sealingKeyId } from './sealing.ts'

const document = readFileSync('docs/protocol.md', 'utf8')
const example = (name: string): string => {
	const found = new RegExp(`<!-- example: ${name} -->\\n+\`\`\`\\w+\\n([\\s\\S]*?)\\n\`\`\``).exec(
		document,
	)?.[1]
	if (found === undefined) throw new Error(`docs/protocol.md has no example "${name}"`)
	return found
}
const bytesOf = (name: string): Uint8Array =>
	Uint8Array.from(Buffer.from(example(name).replaceAll('\n', ''), 'hex'))
const key = createPublicKey({
	key: Buffer.from(fromBase64url(example('key'))),
	format: 'der',
	type: 'spki',
})
const isSigned = (bytes: Uint8Array, signature: Uint8Array) =>
	verify('sha256', bytes, { key, dsaEncoding: 'ieee-p1363' }, signature)

test('the revision of the document is in canonical form and has that id', () => {
	const revision = readRevision(utf8(example('revision')))
	if (!revision) throw new Error('invalid revision')
	const { id, bytes } = writeRevision(revision)
	expect([fromUtf8(bytes), id]).toEqual([example('revision'), example('id')])
})
test('the request of the document is read as it says, to the byte, and its signatures are valid', () => {
	const body = bytesOf('bundle')
	const bundle = readBundle(body)
	expect(bundle?.isComplete).toBe(true)
	const [header, signature, revision, ofRevision, ...more] = bundle?.frames ?? []
	if (!header || !signature || !revision || !ofRevision) throw new Error('frames are missing')
	expect([header, signature, revision, ofRevision].map(({ type }) => type)).toEqual([
		frameTypes.header,
		frameTypes.signature,
		frameTypes.revision,
		frameTypes.revisionSignature,
	])
	expect(more).toEqual([])
	expect(fromUtf8(header.bytes)).toBe(example('header'))
	expect(readMessage(requestHeaderSchema, header.bytes)?.v).toBe(protocolVersion)
	expect(isSigned(header.bytes, signature.bytes)).toBe(true)
	expect(readMessage(requestHeaderSchema, header.bytes)?.digest).toBe(framesDigest([revision, ofRevision]))
	const { id, deflated } = openRevisionFrame(revision.bytes)
	expect([id, inflateRawSync(deflated).toString()]).toEqual([example('id'), example('revision')])
	expect(openSignatureFrame(ofRevision.bytes).id).toBe(id)
	expect(isSigned(revisionToSign(id), openSignatureFrame(ofRevision.bytes).signature)).toBe(true)
	expect(Buffer.from(writeBundle(bundle?.frames ?? [])).equals(Buffer.from(body))).toBe(true)
})
test('the sealed revision of the document opens with the key of the document, and is the same revision', () => {
	const pair = pairOf(example('private key'))
	expect(pair.publicKey).toBe(example('sealing key'))
	const key = openSealingKey(pair)
	const sealed = parseSealedFrame(bytesOf('sealed'))
	if (!sealed) throw new Error('invalid frame')
	expect([sealed.id, toBase64url(sealed.keyId)]).toEqual([example('id'), key.id])
	const deflated = key.open(sealed)
	expect(deflated && inflateRawSync(deflated).toString()).toBe(example('revision'))
})
test('the sealed answer of the document opens with the key of the document, in its own context only', async () => {
	const sealed = decodeSealedAnswer(example('sealed answer'))
	if (!sealed) throw new Error('invalid sealed answer')
	const { privateKey, publicKey } = pairOf(example('private key'))
	expect(sealed.keyId).toBe(toBase64url(sealingKeyId(fromBase64url(publicKey))))
	const context = await hpke.createRecipientContext({
		recipientKey: await hpke.kem.importKey('raw', fromBase64url(privateKey).buffer, false),
		enc: new Uint8Array(sealed.enc).buffer,
		info: answerInfo.buffer,
	})
	const place = buildSealedAnswerAad('AAAAAAAAAAAAAAAAAAAAAA', 'what/done')
	const plain = await context.open(new Uint8Array(sealed.box).buffer, place.buffer)
	expect(unpadAnswer(new Uint8Array(plain))).toBe('we left')
})
test('the sealed reply of the document opens with the key of the document, for its request alone', async () => {
	const sealed = openSealedReply(bytesOf('sealed reply'))
	if (!sealed) throw new Error('invalid sealed reply')
	const recipientKey = await hpke.kem.importKey('raw', fromBase64url(example('private key')).buffer, false)
	const open = (nonce: string) =>
		hpke.open({ recipientKey, enc: sealed.enc, info: replyInfo }, sealed.box, boundToNonce(nonce))
	const news = readBundle(new Uint8Array(await open('E'.repeat(22))))
	expect(fromUtf8(news?.frames[0]?.bytes ?? new Uint8Array())).toBe('{"authors":{}}')
	await expect(open('F'.repeat(22))).rejects.toThrow()
})
test('the upload of the document has that address, signs that, and its sealed part opens', () => {
	const sent = readStatement(toBase64url(utf8(example('attachment'))))
	if (!sent) throw new Error('invalid upload')
	const statement = writeStatement(sent)
	expect(fromUtf8(fromBase64url(statement))).toBe(example('attachment'))
	expect(uploadOf(statement)).toBe(example('upload'))
	const sealed = parseSealedFrame(bytesOf('sealed part'))
	const part = sealed && openSealingKey(pairOf(example('private key'))).open(sealed)
	if (!part) throw new Error('cannot open the sealed part')
	expect([part.length, fromUtf8(part)]).toEqual([sent.size, 'the front of the house'])
	expect(sealed?.id).toBe(shortDigest(part))
	const toSign = signedBytes({ method: 'PATCH', statement, offset: 0, part })
	expect(fromUtf8(toSign)).toBe(example('attachment to sign'))
	for (const name of Object.values(attachmentHeaders).filter((each) => each !== attachmentHeaders.length))
		expect(document).toContain(name)
})
test('every header field and every frame type is in the document', () => {
	const fields = [requestHeaderSchema, replyHeaderSchema, sealedHeaderSchema, accessKeysSchema].flatMap(
		(schema) => Object.keys(schema.shape),
	)
	for (const field of fields) expect(document, field).toContain(`\`${field}\``)
	for (const code of ackCodes) expect(document, code).toContain(`\`${code}\``)
	for (const type of Object.values(frameTypes))
		expect(document, String(type)).toContain(`| \`${type.toString(16).padStart(2, '0')}\` |`)
	expect(document).toContain(`Version ${protocolVersion}.`)
})
