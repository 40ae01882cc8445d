import { type Bytes, toBase64url } from '#shared/kernel/bytes'
import { seededRandom } from '#shared/kernel/seeded-random'
import type { Person } from '#shared/people/people'
import type { Role } from '#shared/people/roles'
import { type Revision, writeRevision } from '#shared/revisions/revision'
import { audioHeaders } from '#shared/sync/audio'
import type { EnrolReply } from '#shared/sync/messages'
import { bundleType } from '#shared/sync/protocol'
import { type Edit, openedReply, TestPhone, testKeys } from '#shared/testing/test-phone'
import { invite } from '../../sync-server/people/invitations.ts'
import { addPerson } from '../../sync-server/people/people.ts'
import type { ServerForTests } from './desk-server.ts'

const random = seededRandom(77)

/** Rewrites an edit with changes that none of our phones would send. */
export function rewritten({ revision }: Edit, change: Partial<Revision>): Edit {
	const changed = { ...revision, ...change }
	return { revision: changed, ...writeRevision(changed) }
}

/** Enrols a phone at the test server. */
export async function enrolledPhone(
	server: ServerForTests,
	person: { id?: string; districts?: Person['districts']; code?: string; role?: Role } = {},
): Promise<{ phone: TestPhone; person: string; post: (body: Bytes) => Promise<Bytes> }> {
	const { store, study, app, clock } = server
	const code = person.code ?? `phone-${toBase64url(random.bytes(6)).replace(/[^\w]/g, 'x').slice(0, 8)}`
	const id =
		person.id ??
		(
			await addPerson(
				store,
				study,
				{
					name: code,
					code,
					role: person.role ?? 'enumerator',
					language: 'ur',
					districts: person.districts ?? ['PK607'],
				},
				clock.now,
			)
		).id
	const { publicKey, sign } = await testKeys()
	const reply = await app.inject({
		method: 'POST',
		url: '/api/enrolments',
		payload: {
			code: (await invite(store, id, clock.now)).code,
			publicKey: toBase64url(publicKey),
			phone: toBase64url(random.bytes(16)),
			label: 'Android 12 · Chrome 120',
		},
	})
	const { device, project, sealingKey } = reply.json() as EnrolReply & { sealingKey: string }
	return {
		person: id,
		phone: new TestPhone({ project, device, person: id, sealingKey, sign }, random.bytes, () => clock.now),
		async post(body) {
			const answer = await app.inject({
				method: 'POST',
				url: '/sync',
				headers: { 'content-type': bundleType },
				payload: Buffer.from(body),
			})
			return new Uint8Array(answer.rawPayload) as Bytes
		},
	}
}

const post = async ({ app }: ServerForTests, body: Bytes) => {
	const answer = await app.inject({ method: 'POST', url: '/sync', payload: Buffer.from(body) })
	return new Uint8Array(answer.rawPayload) as Bytes
}

/** Sends the access keys that the phone's PIN unlocks to the server, as each first sync does. */
export async function showAccess(server: ServerForTests, phone: TestPhone): Promise<void> {
	await post(server, (await phone.request([], { isSendOnly: true })).body)
}

/** Reads and decrypts the response to a phone's request outside sync. `signed`: the address that it signs. */
export async function fetchAsPhone(
	server: ServerForTests,
	phone: TestPhone,
	url: string,
	signed = url,
): Promise<{ status: number; raw: Buffer; json: () => unknown }> {
	await showAccess(server, phone)
	const { sentAt, nonce, signature } = await phone.reading(signed)
	const reply = await server.app.inject({
		url,
		headers: {
			[audioHeaders.device]: phone.enrolled.device,
			[audioHeaders.sentAt]: String(sentAt),
			[audioHeaders.nonce]: nonce,
			[audioHeaders.signature]: signature,
		},
	})
	const opened =
		reply.statusCode === 200 ? await openedReply(new Uint8Array(reply.rawPayload), nonce) : reply.rawPayload
	const raw = Buffer.from(opened ?? [])
	return { status: reply.statusCode, raw, json: () => JSON.parse(String(raw)) as unknown }
}
