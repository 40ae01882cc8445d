import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { seededRandom } from '#shared/kernel/seeded-random'
import { factsVersion, householdFacts } from '#shared/quality/household-facts'
import { substantiveItems, writePacked } from '#shared/quality/packed-answers'
import type { Round } from '#shared/study/study'
import { type ServerForTests, serverForTests } from '../../tests/helpers/desk-server.ts'
import { engines } from '../../tests/helpers/fresh-engines.ts'
import { interviewRow } from '../../tests/helpers/interview-row.ts'
import { createQualityChecker } from './check-round.ts'
import { compareInterviews } from './compare-interviews.ts'

const leastItems = 45

describe.each(engines)('near-duplicates on %s', (_, freshEngine) => {
	let server: ServerForTests
	beforeAll(async () => {
		server = await serverForTests(await freshEngine())
	})
	afterAll(() => server.close())
	const rows = () =>
		server.store.reading.db
			.selectFrom('interview')
			.select(['record', 'compared', 'most_similar', 'similarity_permille'])
			.orderBy('record')
			.execute()

	const rowOf = (record: string, minute: number, answers: Uint8Array) =>
		interviewRow(record, {
			finished: new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString(),
			answers: writePacked(answers),
		})
	const save = (...saved: ReturnType<typeof rowOf>[]) =>
		server.store.write((session) => session.saveInterviews(saved, []))
	const similarityOf = async (record: string) => (await rows()).find((row) => row.record === record)
	const one = seededRandom(9)
		.bytes(substantiveItems.length)
		.map((byte) => 1 + (byte % 250))
	const another = one.map((byte) => 251 - byte)

	const round: Round = { code: 'endline', name: { en: 'E' }, state: 'open', demonstration: false }
	const facts = JSON.stringify({ ...householdFacts(new Map(), []).facts, isComplete: true, clockErrorMs: 0 })
	/** Facts as extracted by this program. */
	const whole = { facts, facts_version: factsVersion }
	test('a request for all districts does not wait for those that are not ready, and says so', async () => {
		await server.store.changing.db.deleteFrom('interview').execute()
		await save(
			{ ...rowOf('a', 1, one), ...whole },
			{ ...rowOf('b', 2, another), ...whole, district: 'PK608' },
		)
		const { checkRound: look } = createQualityChecker({
			store: server.store,
			study: { offsetMinutes: 300 },
			patience: () => Promise.resolve(null),
		})
		const all = async () => {
			const { districts, outdatedDistricts } = await look(round, () => true)
			return {
				behind: outdatedDistricts,
				interviews: [...districts.values()].map(({ interviews }) => interviews.length),
			}
		}
		const ready = () => expect.poll(async () => (await all()).behind).toBe(0)
		expect((await all()).behind).toBeGreaterThan(0)
		await ready()
		expect(await all()).toEqual({ behind: 0, interviews: [1, 1] })
		await save({ ...rowOf('c', 3, another), ...whole })
		// Previous results remain until the check has ended.
		expect(await all()).toEqual({ behind: 1, interviews: [1, 1] })
		await ready()
		expect(await all()).toEqual({ behind: 0, interviews: [2, 1] })
		// The page of one district does not wait either; a decision requires current results.
		await save({ ...rowOf('d', 4, another), ...whole })
		const page = await look(round, 'PK607', { now: false })
		expect([page.districts.get('PK607')?.interviews.length, page.outdatedDistricts]).toEqual([2, 1])
		const { districts, outdatedDistricts } = await look(round, 'PK607')
		expect([districts.get('PK607')?.interviews.length, outdatedDistricts]).toEqual([3, 0])
	})
	test('data extracted by an earlier version waits until it is extracted again', async () => {
		await server.store.changing.db.deleteFrom('interview').execute()
		const { checkRound: lookOver } = createQualityChecker({
			store: server.store,
			study: { offsetMinutes: 300 },
		})
		await save(
			{ ...rowOf('a', 1, one), facts: '{}', facts_version: factsVersion - 1 },
			{ ...rowOf('b', 2, one), ...whole },
		)
		const checkedRecords = async () =>
			(await lookOver(round, 'PK607')).districts.get('PK607')?.interviews.map(({ record }) => record)
		expect(await checkedRecords()).toEqual(['b'])
		await save({ ...rowOf('a', 1, one), ...whole })
		expect(await checkedRecords()).toEqual(['a', 'b'])
	})
	test('under constant change the last findings are shown, and a single district does not queue behind the others', async () => {
		await server.store.changing.db.deleteFrom('interview').execute()
		const districts = ['PK601', 'PK602', 'PK603']
		await save(...districts.map((district, i) => ({ ...rowOf(`x${i}`, i, one), ...whole, district })))
		const lookingOver = createQualityChecker({
			store: server.store,
			study: { offsetMinutes: 300 },
			patience: () => new Promise(() => undefined),
		})
		const all = lookingOver.checkRound(round, (code) => districts.includes(code))
		// Nothing is ready, and something new arrives before each check.
		for (let i = 0; i < 3; i++) {
			await save({ ...rowOf(`y${i}`, 10 + i, another), ...whole, district: 'PK603' })
			const alone = await lookingOver.checkRound(round, (code) => code === 'PK603')
			expect(alone.districts.get('PK603')?.interviews).toHaveLength(2 + i)
		}
		const found = await all
		expect([found.outdatedDistricts, [...found.districts.keys()]]).toEqual([0, districts])
	})
	test('findings of a district are updated when an interview of another district resembles one of its own', async () => {
		await server.store.changing.db.deleteFrom('interview').execute()
		const { checkRound: look } = createQualityChecker({
			store: server.store,
			study: { offsetMinutes: 300 },
		})
		const similarPairs = async () =>
			(await look(round, (district) => district === 'PK607')).districts
				.get('PK607')
				?.flags.filter(({ kind }) => kind === 'alike')
				.map(({ kind, subject, other }) => [kind, subject, other])
		await save(
			{ ...rowOf('b', 2, one), ...whole },
			{ ...rowOf('c', 9, another), ...whole, district: 'PK608' },
		)
		await compareInterviews(server.store, { leastItems })
		expect(await similarPairs()).toEqual([])
		await save({ ...rowOf('a', 1, one), ...whole, district: 'PK608' })
		await compareInterviews(server.store, { leastItems })
		expect(await similarPairs()).toEqual([['alike', 'b', 'a']])
		// An equally similar, earlier interview: the flag names it instead.
		await save({ ...rowOf('c', 0, one), ...whole, district: 'PK608' })
		await compareInterviews(server.store, { leastItems })
		expect(await similarPairs()).toEqual([['alike', 'b', 'c']])
	})
	test('an unchanged repeat stays compared, and so does its near duplicate', async () => {
		await server.store.changing.db.deleteFrom('interview').execute()
		await save(rowOf('a', 1, one), rowOf('b', 2, one))
		await compareInterviews(server.store, { leastItems })
		const before = await rows()
		expect(before[1]).toMatchObject({ compared: 1, most_similar: 'a', similarity_permille: 1000 })
		await save({ ...rowOf('a', 1, one), facts: '{"visit":2}' })
		await save({ ...rowOf('b', 2, one), person: 'q' })
		expect(await rows()).toEqual(before)
		await save(rowOf('a', 1, another))
		expect(await rows()).toMatchObject([{ compared: 0 }, { compared: 0, most_similar: null }])
	})
	test('a change during the comparison is compared again', async () => {
		await server.store.changing.db.deleteFrom('interview').execute()
		await save(rowOf('a', 1, one), rowOf('b', 2, one))
		let hasChanged = false
		const writeAfterChange: typeof server.store.write = async (work) => {
			if (!hasChanged) {
				hasChanged = true
				await save(rowOf('a', 1, another))
			}
			return server.store.write(work)
		}
		const { reading, project } = server.store
		await compareInterviews({ reading, project, write: writeAfterChange }, { leastItems, most: 1 })
		expect(await similarityOf('a')).toMatchObject({ compared: 0 })
		hasChanged = false
		await save(rowOf('a', 1, one))
		await compareInterviews({ reading, project, write: writeAfterChange }, { leastItems, most: 2 })
		expect(await similarityOf('b')).toMatchObject({ compared: 0, most_similar: null })
		await compareInterviews(server.store, { leastItems })
		expect(await similarityOf('b')).toMatchObject({ compared: 1 })
		expect((await similarityOf('b'))?.similarity_permille ?? 0).toBeLessThan(500)
	})
	test.each([1, 2, 3])('are the same in any order of arrivals and changes (seed %i)', async (seed) => {
		const random = seededRandom(seed)
		await server.store.changing.db.deleteFrom('interview').execute()
		const models = [0, 1, 2].map(() => random.bytes(substantiveItems.length).map((byte) => 1 + (byte % 250)))
		/** Interviews derived from few models, so that many are equally similar. */
		const similarInterview = (i: number) => {
			const packed = random.pick(models).slice()
			for (let k = random.below(14); k > 0; k--) packed[random.below(packed.length)] = random.below(4)
			return interviewRow(`r${i}`, {
				finished: new Date(Date.UTC(2026, 0, 1) + i * 60_000).toISOString(),
				answers: writePacked(packed),
			})
		}
		const waiting = Array.from({ length: 40 }, (__, i) => i)
		while (waiting.length > 0) {
			const coming = Array.from({ length: 1 + random.below(5) }, () =>
				waiting.length > 0 ? waiting.splice(random.below(waiting.length), 1) : [],
			).flat()
			await server.store.write((session) => session.saveInterviews(coming.map(similarInterview), []))
			await compareInterviews(server.store, { leastItems, most: 1 + random.below(6) })
			// One is edited, another voided.
			await server.store.write((session) =>
				session.saveInterviews(
					[similarInterview(coming[0] ?? 0)],
					random.chance(0.6) ? [`r${random.below(40)}`] : [],
				),
			)
		}
		await compareInterviews(server.store, { leastItems })
		const found = await rows()
		expect(found.filter(({ most_similar }) => most_similar !== null).length).toBeGreaterThan(5)
		await server.store.changing.db
			.updateTable('interview')
			.set({ compared: 0, most_similar: null, similarity_permille: null })
			.execute()
		await compareInterviews(server.store, { leastItems })
		expect(found).toEqual(await rows())
	})
})
