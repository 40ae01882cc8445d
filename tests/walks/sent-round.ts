import type { Browser, Page } from '@playwright/test'
import type { Answer } from '#shared/forms/answers'
import { nodesOf } from '#shared/forms/form-nodes'
import { type Bytes, toBase64url } from '#shared/kernel/bytes'
import { seededRandom } from '#shared/kernel/seeded-random'
import type { EnrolReply } from '#shared/sync/messages'
import { bundleType } from '#shared/sync/protocol'
import { type Habit, type PlantedEnumerator, plantRound } from '#shared/testing/planted-round'
import { TestPhone, testKeys } from '#shared/testing/test-phone'
import { loadInstrument } from '../helpers/instruments.ts'
import { rewritten } from '../helpers/phone.ts'
import { addPerson, beginFieldwork, signIn } from './people.ts'
import type { ZilaServer } from './zila-server.ts'

const random = seededRandom(11)
const atATime = 10

interface Planting {
	readonly perDistrict?: number
	/** Further answers of an interview by question name; `k`: its number among those of its enumerator. */
	readonly also?: (k: number) => Readonly<Record<string, Answer>>
}

const named = (answers: Readonly<Record<string, Answer>>, pathOf: (name: string) => string) =>
	Object.fromEntries(Object.entries(answers).map(([name, answer]) => [pathOf(name), answer]))

/** Interviews of four enumerators in one district, sent as their phones would send them. As usual the first copies, the second has it hard. */
export async function sendRound(
	url: string,
	codes: readonly string[],
	round: string,
	habits: readonly Habit[] = ['copies', 'mountains'],
	{ perDistrict = 104, also = () => ({}) }: Planting = {},
): Promise<PlantedEnumerator[]> {
	const paths = nodesOf(loadInstrument('household')).map(({ template }) => template)
	const pathOf = (name: string) => paths.find((path) => path === name || path.endsWith(`/${name}`)) ?? name
	const planted = plantRound({
		seed: 5,
		round,
		districts: ['PK607'],
		perDistrict,
		habitOf: (enumerator) => habits[enumerator] ?? 'plain',
		pathOf,
	})
	for (const [i, code] of codes.entries()) {
		const { phone, post } = await phoneOf(url, code)
		const edits = (planted[i]?.interviews ?? []).map(({ answers, finishedAt }, k) =>
			rewritten(
				phone.edit(phone.newRecord(), { ...Object.fromEntries(answers), ...named(also(k), pathOf) }),
				{
					at: { wall: new Date(finishedAt).toISOString(), tz: 300, off: 0 },
				},
			),
		)
		for (let at = 0; at < edits.length; at += atATime) await phone.sync(post, edits.slice(at, at + atATime))
	}
	return planted
}

/** Starts a server with a round of one enumerator, and a signed-in data manager. */
export async function beginWithRound(browser: Browser): Promise<{ server: ZilaServer; page: Page }> {
	const { server, admin } = await beginFieldwork(browser)
	const code = await addPerson(admin, { name: 'Bilal', code: 'bilal', districts: ['PK607'] })
	const manager = await addPerson(admin, { name: 'Dania', code: 'dania', role: 'data-manager' })
	await sendRound(server.url, [code], 'endline')
	const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en' })
	const page = await context.newPage()
	await signIn(page, server.url, manager)
	return { server, page }
}

/** Calls that an operator of the helpline wrote down: two of five are "other matter", and of every fourth caller the gender is not known. */
export async function sendCalls(url: string, code: string, round: string): Promise<void> {
	const { phone, post } = await phoneOf(url, code)
	const calls = Array.from({ length: 30 }, (_, i) =>
		rewritten(
			phone.edit(phone.newRecord(), {
				$status: 'submitted',
				round,
				'call/channel': 'call',
				'matter/category': i % 5 < 2 ? 'other' : 'visa_fraud',
				'caller/gender': i % 4 === 0 ? 'unknown' : 'female',
			}),
			{ form: { id: 'helpline', ver: 1 } },
		),
	)
	for (let at = 0; at < calls.length; at += atATime) await phone.sync(post, calls.slice(at, at + atATime))
}

/** A phone enrolled with this code. */
export async function phoneOf(url: string, code: string) {
	const { publicKey, sign } = await testKeys()
	const reply = await fetch(`${url}/api/enrolments`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({
			code,
			publicKey: toBase64url(publicKey),
			label: 'Android 12 · Chrome 120',
			phone: toBase64url(random.bytes(16)),
		}),
	})
	const enrolled = (await reply.json()) as EnrolReply & { sealingKey: string }
	const phone = new TestPhone({ ...enrolled, person: enrolled.person.id, sign }, random.bytes)
	const post = async (body: Bytes) => {
		const answer = await fetch(`${url}/sync`, {
			method: 'POST',
			headers: { 'content-type': bundleType },
			body,
		})
		return new Uint8Array(await answer.arrayBuffer()) as Bytes
	}
	return { phone, post }
}
