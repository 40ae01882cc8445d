import { createPrivateKey, createPublicKey, sign } from 'node:crypto'
import { cpSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from '@playwright/test'
import { type Bytes, fromBase64url, toBase64url } from '#shared/kernel/bytes'
import { seededRandom } from '#shared/kernel/seeded-random'
import { bundleType } from '#shared/sync/protocol'
import { replacementToSign } from '#shared/sync/replacement-messages'
import { readReply, TestPhone, testKeys } from '#shared/testing/test-phone'
import { interviewAnswers } from './interview.ts'
import { beginWithPhone } from './people.ts'
import { newFolder } from './prepared.ts'
import { quickInterview } from './quick-interview.ts'
import { test } from './walk.ts'

/** First bytes of a PKCS 8 private key of P-256, up to the 32 bytes of the key. */
const pkcs8 = Buffer.from('308187020100301306072a8648ce3d020106082a8648ce3d030107046d306b0201010420', 'hex')
const pkcs8Bytes = 138

/** Returns the private keys that are readable in the files of a browser profile. */
function keysIn(profile: string): Buffer[] {
	const keys = new Map<string, Buffer>()
	for (const each of readdirSync(profile, { recursive: true, withFileTypes: true })) {
		if (!each.isFile()) continue
		const bytes = readFileSync(join(each.parentPath, each.name))
		for (let at = bytes.indexOf(pkcs8); at >= 0; at = bytes.indexOf(pkcs8, at + 1)) {
			const key = bytes.subarray(at, at + pkcs8Bytes)
			keys.set(key.toString('hex'), key)
		}
	}
	return [...keys.values()]
}

test('copied files of a phone without its PIN can at most submit work: nothing is read, replaced or taken over', async ({
	browser,
}) => {
	const { server, admin, phone } = await beginWithPhone(browser)
	const page = await phone.open(server.url)
	await phone.startForm()
	await quickInterview(phone, interviewAnswers)
	await phone.isSaved()
	await page.getByRole('button', { name: phone.words.sections, exact: true }).click()
	await page.getByRole('button', { name: 'Review and finish' }).click()
	await page.getByRole('button', { name: phone.words.finish, exact: true }).click()
	await phone.toRecords()
	await expect(page.getByRole('link', { name: new RegExp(phone.words.atServer) })).toBeVisible()
	await phone.kill()

	const copy = newFolder('stolen')
	cpSync(phone.profile, copy, {
		recursive: true,
		verbatimSymlinks: true,
		filter: (path) => !/Singleton|lock$/i.test(path),
	})
	// the browser stores the key for sending work as plain PKCS 8: therefore a second key exists
	const keys = keysIn(copy)
	expect(keys.length).toBeGreaterThan(0)

	const desk = await admin.desk()
	const listed = await desk.request.get(`${server.url}/api/devices`)
	const [row] = (await listed.json()) as { id: string; person: { id: string } }[]
	if (!row) throw new Error('no phone is enrolled')
	const random = seededRandom(1)
	const post = async (body: Bytes) => {
		const reply = await fetch(`${server.url}/sync`, {
			method: 'POST',
			headers: { 'content-type': bundleType },
			body,
		})
		return { status: reply.status, body: new Uint8Array(await reply.arrayBuffer()) }
	}
	let accepted = 0
	for (const der of keys) {
		const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
		const signed = async (bytes: Bytes) =>
			new Uint8Array(sign('sha256', bytes, { key, dsaEncoding: 'ieee-p1363' }))
		const enrolled = {
			project: 'pk31',
			device: row.id,
			person: row.person.id,
			sealingKey: '',
			sign: signed,
		}
		const thief = new TestPhone(enrolled, random.bytes)
		for (const change of [{}, { v: 9 }, { v: 2 }]) {
			const { status, body } = await post((await thief.request([], change, 'at rest')).body)
			if (status !== 200) continue
			accepted++
			const { revisions, documents, certificates } = await readReply(body)
			expect([revisions, documents, certificates]).toEqual([[], [], []])
		}
		// with keys of the attacker in place of those that the PIN decrypts
		expect((await post((await thief.request([])).body)).status).not.toBe(200)
		const { publicKey } = await testKeys()
		const enrolmentRequest = { device: row.id, publicKey: toBase64url(publicKey), phone: 'p'.repeat(22) }
		const replaced = await fetch(`${server.url}/api/enrolments/replacements`, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({
				...enrolmentRequest,
				label: 'x',
				signature: toBase64url(await signed(replacementToSign(enrolmentRequest))),
			}),
		})
		expect(replaced.status).toBe(401)
		expect(createPublicKey(key).asymmetricKeyType).toBe('ec')
	}
	// the attack was a real one: the readable key is that of the phone, and the server accepts it
	expect(accepted).toBeGreaterThan(0)
	expect(fromBase64url(row.id)).toHaveLength(16)
})
