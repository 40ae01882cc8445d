import { allFunctions } from '#shared/expressions/functions'
import { compileForm } from '#shared/forms/compile-form'
import { evaluateRecord } from '#shared/forms/evaluate-record'
import { type Bytes, toBase64url } from '#shared/kernel/bytes'
import { seededRandom } from '#shared/kernel/seeded-random'
import { coverageForms } from '#shared/study/record-attributes'
import { defaultRounds, demonstrationRound, type Study } from '#shared/study/study'
import { type Frame, frameTypes } from '#shared/sync/bundle'
import { bundleType, limits } from '#shared/sync/protocol'
import { type Edit, readReply, TestPhone, testKeys } from '#shared/testing/test-phone'
import { builtInStudy } from '../../sync-server/built-in-study.ts'
import { generateAnswers } from '../../sync-server/demonstration/generate-answers.ts'
import { formsIn } from '../../sync-server/forms/load-instruments.ts'
import type { ZilaServer } from '../walks/zila-server.ts'
import { allDistricts, inviteEnumerator, type Post } from './administrator.ts'

const random = seededRandom(9300)

/** Enrols phones without a screen at a real server over HTTP, each with an enumerator of its own. */
export async function enrolFleet(post: Post, count: number, first = 0): Promise<TestPhone[]> {
	const phones: TestPhone[] = []
	for (let i = 0; i < count; i++) {
		const { code, person } = await inviteEnumerator(post, first + i, 'ur')
		phones.push(await enrolPhone(post, person, code))
	}
	return phones
}

export async function enrolPhone(post: Post, person: string, code: string): Promise<TestPhone> {
	const { publicKey, sign } = await testKeys()
	const { device, project, sealingKey } = await post('/api/enrolments', {
		code,
		publicKey: toBase64url(publicKey),
		phone: toBase64url(random.bytes(16)),
		label: 'bench',
	})
	return new TestPhone(
		{ project: String(project), device: String(device), sealingKey: String(sealingKey), person, sign },
		random.bytes,
	)
}

type InterviewAnswers = Record<string, Edit['revision']['set'][string]>

/** Interviews that were generated before: generating them takes longer than receiving them. */
const generated: InterviewAnswers[] = []

/**
 * Returns answers of random household interviews of the baseline, filled in by the form's own rules. The first ones
 * are the same at each call.
 */
export async function householdInterviews(count: number): Promise<readonly InterviewAnswers[]> {
	if (generated.length < count) {
		const generate = await createGenerator()
		while (generated.length < count) generated.push(generate(generated.length))
	}
	return generated.slice(0, count)
}

async function createGenerator(): Promise<(i: number) => InterviewAnswers> {
	const districts = await allDistricts()
	const lists: Pick<Study, 'districts' | 'rounds'> = {
		districts,
		rounds: [...defaultRounds, demonstrationRound],
	}
	const definitions = await formsIn(builtInStudy)(lists)
	const household = definitions.find(({ id }) => id === coverageForms.household)
	if (!household) throw new Error('no household survey')
	const compiled = compileForm(household, allFunctions)
	if (!('form' in compiled)) throw new Error('the household survey does not compile')
	const { form } = compiled
	return (i) => {
		const district = districts[i % districts.length]
		if (!district) throw new Error('no districts')
		const now = Date.UTC(2026, 1, 10, 6)
		const answers = generateAnswers(form, {
			round: 'endline',
			district,
			districtLocation: null,
			isAtOneHouse: false,
			isAlike: false,
			withMedia: null,
			person: `bench-${i % 31}`,
			i: Math.floor(i / 31) % 900,
			random,
			now,
			offsetMinutes: 300,
		})
		return Object.fromEntries(evaluateRecord(form, answers, now).relevant)
	}
}

export async function postBundle(server: ZilaServer, body: Bytes): Promise<Bytes> {
	const reply = await fetch(`${server.url}/sync`, {
		method: 'POST',
		headers: { 'content-type': bundleType },
		body,
	})
	return new Uint8Array(await reply.arrayBuffer())
}

/** Returns full bundles of new interviews. */
export async function interviewBundles(phone: TestPhone, count: number): Promise<Frame[][]> {
	return framesOf(phone, await householdInterviews(count * limits.revisionsPerBundle))
}

/**
 * Returns bundles of the maximum size, sealed and signed as phones send them; every interview is a record
 * of its own.
 */
export async function framesOf(
	phone: TestPhone,
	answers: Awaited<ReturnType<typeof householdInterviews>>,
): Promise<Frame[][]> {
	const bundles: Frame[][] = []
	for (let at = 0; at < answers.length; at += limits.revisionsPerBundle) {
		const set = answers.slice(at, at + limits.revisionsPerBundle)
		bundles.push(await phone.sealedFrames(set.map((each) => phone.edit(phone.newRecord(), each))))
	}
	return bundles
}

export interface BundlesSent {
	/** Milliseconds of each bundle. */
	readonly tookMs: number[]
	/** Bytes of the bodies. */
	readonly up: number
	readonly down: number
}

/** Sends bundles one after the other. */
export async function sendBundles(
	phone: TestPhone,
	post: (body: Bytes) => Promise<Bytes>,
	bundles: readonly Frame[][],
): Promise<BundlesSent> {
	const tookMs: number[] = []
	let [up, down] = [0, 0]
	for (const frames of bundles) {
		const { body } = await phone.request(frames)
		const sentAt = performance.now()
		const reply = await post(body)
		const { header } = await readReply(reply)
		tookMs.push(performance.now() - sentAt)
		up += body.length
		down += reply.length
		const accepted = header.acks.filter(([, code]) => code === 'stored')
		const sent = frames.filter(({ type }) => type === frameTypes.sealedRevision)
		if (accepted.length !== sent.length) throw new Error(`only ${accepted.length} accepted`)
		phone.cursor = header.cursor
	}
	return { tookMs, up, down }
}

/** Receives everything that the phone has not received yet. Returns the bytes of the bodies. */
export async function fetchAllNews(
	phone: TestPhone,
	post: (body: Bytes) => Promise<Bytes>,
): Promise<{ bytes: number; revisions: number }> {
	let [bytes, revisions] = [0, 0]
	const counted = async (body: Bytes) => {
		const reply = await post(body)
		bytes += body.length + reply.length
		return reply
	}
	for (;;) {
		const reply = await phone.sync(counted)
		revisions += reply.revisions.length
		if (!reply.header.more) return { bytes, revisions }
	}
}
