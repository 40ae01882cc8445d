import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openStore } from '../../sync-server/storage/open-store.ts'
import type { Store } from '../../sync-server/storage/store.ts'
import { engines } from '../helpers/fresh-engines.ts'
import { endpoints, everyDoor } from './endpoints.ts'
import { findInternalDetails } from './find-leaked-internals.ts'
import { fuzzEndpoint, fuzzParser } from './fuzz.ts'
import { mutatedBytes, mutatedJson, randomFor } from './mutate.ts'
import { parsers } from './parsers.ts'

// `npm run fuzz -- --inputs 100000 --seed 7` runs these tests with many more inputs
const { ZILA_FUZZ_INPUTS, ZILA_FUZZ_SEED = '1', ZILA_FUZZ_FROM = '0' } = process.env
const inputs = (usual: number) => ({
	seed: Number(ZILA_FUZZ_SEED),
	from: Number(ZILA_FUZZ_FROM),
	many: ZILA_FUZZ_INPUTS ? Number(ZILA_FUZZ_INPUTS) : usual,
})

test('the same seed gives the same inputs, and another seed gives others', async () => {
	const [first] = await parsers()
	const generateInputs = (seed: number) =>
		Array.from({ length: 50 }, (_, i) => [
			[...mutatedBytes(randomFor(seed, i), first?.examples ?? [])],
			mutatedJson(randomFor(seed, i), { a: ['x', 1] }),
		])
	expect(generateInputs(1)).toEqual(generateInputs(1))
	expect(generateInputs(1)).not.toEqual(generateInputs(2))
})
test.each((await parsers()).map((parser) => [parser.name, parser] as const))(
	'any input parsed as %s is either read or reported as a problem',
	async (_, parser) => {
		// valid examples must be accepted, or only rejections would be tested
		for (const example of parser.examples) await parser.read(Uint8Array.from(example))
		expect(await fuzzParser(parser, inputs(parser.name.startsWith('large') ? 10 : 150))).toEqual([])
	},
)
describe.each(engines)('a reply that exposes the program is detected: %s', (_, freshEngine) => {
	const spoken = async (thrown: (store: Store) => Promise<unknown>) => {
		const store = await openStore({ engine: await freshEngine(), project: 'pk31', now: () => 0 })
		const error = await thrown(store).catch((error: unknown) => error)
		await store.close()
		if (!(error instanceof Error)) throw new Error('nothing was thrown')
		return error
	}
	const wrongs: [string, (store: Store) => Promise<unknown>][] = [
		['a table that is not there', (session) => sql`select * from nowhere`.execute(session.changing.db)],
		['a column that is not there', (session) => sql`select nothing from person`.execute(session.changing.db)],
		['a statement that is none', (session) => sql`select from where`.execute(session.changing.db)],
		[
			'a value that is missing',
			(session) => sql`insert into person (id) values (null)`.execute(session.changing.db),
		],
		[
			'a row that is there already',
			(session) =>
				sql`insert into head (project, seq, chain) values ('pk31', 0, '')`.execute(session.changing.db),
		],
		['a file that is not there', () => readFile('/nowhere/at/all')],
	]
	test.each(wrongs)('%s: its message, its stack trace, in JSON and as text', async (_, wrong) => {
		const { message, stack = '' } = await spoken(wrong)
		const trace = stack.slice(stack.indexOf('\n    at '))
		for (const text of [message, trace])
			for (const reply of [text, JSON.stringify({ problem: 'unexpected', details: { text } })])
				expect(findInternalDetails(reply), reply).not.toEqual([])
	})
	test('an SQL statement, a table name and a path of the machine', () => {
		for (const text of [
			'select "id" from "person" where "code" = ?',
			'"record"."answers"',
			'audit_log',
			process.cwd(),
			join(tmpdir(), 'zila.sqlite'),
		])
			expect(findInternalDetails(JSON.stringify({ text })), text).not.toEqual([])
		for (const ours of [
			'survey A3: The choice list "x" does not exist. Add it to the sheet "choices", or correct the list name.',
			'It does not exist, or you do not have access to it.',
		])
			expect(findInternalDetails(JSON.stringify({ details: { problems: ours } }))).toEqual([])
		expect(findInternalDetails('{"problem":"not-found","details":{},"record":"a","person":"b"}')).toEqual([])
	})
})
describe.each(engines)('any request to %s', (_, freshEngine) => {
	let doors: Awaited<ReturnType<typeof endpoints>>
	beforeAll(async () => {
		doors = await endpoints(await freshEngine())
	})
	afterAll(() => doors.close())
	test('every route is covered', () => {
		expect(doors.routes.sort()).toEqual([...everyDoor].sort())
	})
	test.each(everyDoor)(
		'%s answers without an internal error and exposes nothing about the program',
		async (door) => {
			expect(await fuzzEndpoint(doors.endpoint(door), doors.failures, inputs(12))).toEqual([])
		},
	)
})
