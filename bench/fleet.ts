import { type Campaign, defaultRounds, demonstrationRound } from '#shared/campaign/campaign'
import { campaignForms } from '#shared/campaign/record-facts'
import { allFunctions } from '#shared/expressions/functions'
import { compileForm } from '#shared/forms/compile-form'
import { readRecord } from '#shared/forms/read-record'
import { type Bytes, toBase64url } from '#shared/kernel/bytes'
import { seededRandom } from '#shared/kernel/seeded-random'
import { bundleType } from '#shared/sync/protocol'
import { type Edit, TestPhone, testKeys } from '#shared/testing/test-phone'
import { madeUpAnswers } from '../sync-server/demonstration/made-up-answers.ts'
import { loadInstruments } from '../sync-server/forms/load-instruments.ts'
import type { ZilaServer } from '../tests/walks/zila-server.ts'
import { administratorOf, allDistricts, inviteEnumerator } from './administrator.ts'

const random = seededRandom(9300)

/** Phones without a screen, enrolled at a real server over HTTP. */
export async function enrolFleet(server: ZilaServer, count: number): Promise<TestPhone[]> {
	const post = await administratorOf(server)
	const phones: TestPhone[] = []
	for (let i = 0; i < count; i++) {
		const { code, person } = await inviteEnumerator(post, i, 'ur')
		const { publicKey, sign } = await testKeys()
		const { device, project, sealingKey } = await post('/api/enrolments', {
			code,
			publicKey: toBase64url(publicKey),
			phone: toBase64url(random.bytes(16)),
			label: 'bench',
		})
		phones.push(
			new TestPhone(
				{
					...{ project: String(project), device: String(device) },
					...{ sealingKey: String(sealingKey), person, sign },
				},
				random.bytes,
			),
		)
	}
	return phones
}

/** Answers of made-up household interviews of the baseline, filled in by the form's own rules. */
export async function householdInterviews(
	count: number,
): Promise<Record<string, Edit['revision']['set'][string]>[]> {
	const districts = await allDistricts()
	const lists: Pick<Campaign, 'districts' | 'rounds'> = {
		districts,
		rounds: [...defaultRounds, demonstrationRound],
	}
	const definitions = await loadInstruments('shared/instruments', lists)
	const household = definitions.find(({ id }) => id === campaignForms.household)
	if (!household) throw new Error('no household survey')
	const compiled = compileForm(household, allFunctions)
	if (!('form' in compiled)) throw new Error('the household survey does not compile')
	const { form } = compiled
	return Array.from({ length: count }, (_, i) => {
		const district = districts[i % districts.length]
		if (!district) throw new Error('no districts')
		const now = Date.UTC(2026, 1, 10, 6)
		const answers = madeUpAnswers(form, {
			round: 'endline',
			district,
			person: `bench-${i % 31}`,
			i: Math.floor(i / 31) % 900,
			random,
			now,
			offsetMinutes: 300,
		})
		return Object.fromEntries(readRecord(form, answers, now).asked)
	})
}

export async function postBundle(server: ZilaServer, body: Bytes): Promise<Bytes> {
	const reply = await fetch(`${server.url}/sync`, {
		method: 'POST',
		headers: { 'content-type': bundleType },
		body,
	})
	return new Uint8Array(await reply.arrayBuffer())
}
