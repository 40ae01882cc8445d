import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { NewRelease, Release, ReleaseComparison, ReleaseVerification } from '#shared/export/release'
import { nodesOf } from '#shared/forms/form-nodes'
import { readCsvTable } from '#shared/kernel/csv'
import { withdrawalCodeOf } from '#shared/privacy/withdrawal-code'
import type { RecordDetail } from '#shared/review/record-response'
import { plantRound } from '#shared/testing/planted-round'
import type { Edit } from '#shared/testing/test-phone'
import { type Desk, deskEdit, type ServerForTests, serverForTests } from '../../tests/helpers/desk-server.ts'
import { enginesOfOwner, routeEngines } from '../../tests/helpers/fresh-engines.ts'
import { loadInstrument } from '../../tests/helpers/instruments.ts'
import { enrolledPhone, rewritten } from '../../tests/helpers/phone.ts'
import { unzip } from '../../tests/walks/unzip.ts'
import { pinnedBy, writeRelease } from '../export/releases.ts'
import { copyStore } from '../storage/copy-store.ts'
import { findRelease } from '../storage/exports/releases.ts'
import { openStore } from '../storage/open-store.ts'
import { knownRecords } from '../sync/known-record.ts'
import { projectRecords } from '../sync/project-records.ts'

const [round, district] = ['endline', 'PK607']
const paths = nodesOf(loadInstrument('household')).map(({ template }) => template)
const pathOf = (name: string) => paths.find((path) => path === name || path.endsWith(`/${name}`)) ?? name
const size = pathOf('hh_size')
const planted = plantRound({
	seed: 8,
	round,
	districts: [district],
	perDistrict: 20,
	pathOf,
	habitOf: () => 'plain' as const,
})

describe.each(routeEngines)('releases on %s', (database, freshEngine) => {
	let server: ServerForTests
	let manager: Desk
	let enrolled: Awaited<ReturnType<typeof enrolledPhone>>
	const edits: Edit[] = []
	beforeAll(async () => {
		server = await serverForTests(await freshEngine())
		manager = await server.desk('data-manager')
		enrolled = await enrolledPhone(server, { districts: [district] })
		const { phone, post } = enrolled
		for (const { answers, finishedAt } of planted.flatMap(({ interviews }) => interviews))
			edits.push(
				rewritten(phone.edit(phone.newRecord(), Object.fromEntries(answers)), {
					at: { wall: new Date(finishedAt).toISOString(), tz: 300, off: 0 },
				}),
			)
		await phone.sync(post, edits.slice(0, 15))
	})
	afterAll(async () => {
		await server.close()
		expect(server.failures).toEqual([])
	})
	const make = async (name: string, more: Partial<NewRelease> = {}) => {
		const { status, body } = await manager.post('/api/releases', {
			name,
			notes: '',
			kind: 'clean',
			values: 'codes',
			mark: false,
			approvedOnly: false,
			form: 'household',
			round,
			...more,
		})
		return { status, ...(body as Release & { problem?: string }) }
	}
	const download = async ({ id }: Pick<Release, 'id'>) => (await manager.get(`/api/releases/${id}/file`)).raw
	const check = async ({ id }: Pick<Release, 'id'>) =>
		(await manager.post(`/api/releases/${id}/verification`, {})).body as ReleaseVerification
	const digest = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
	const rowsIn = (zip: Buffer, file = 'household.csv') =>
		readCsvTable(unzip(zip).get(file)?.toString('utf8') ?? '')
	const detail = async (id: string) => (await manager.get(`/api/records/${id}`)).body as RecordDetail
	const idOf = (i: number) => (edits[i] as Edit).revision.record
	const correct = async (id: string, after: number) => {
		const before = (await detail(id)).answers[size] ?? null
		const { body } = await manager.post('/api/bulk-edits', {
			kind: 'edit',
			bulkEditId: `c-${id}-${after}`,
			why: 'asked',
			records: [{ id, changes: [{ path: size, before, after }], hides: ['*'] }],
		})
		expect(body).toEqual({ done: [id], left: [] })
	}

	test('a release gives the same bytes, whatever arrives after it', async () => {
		const { phone, post } = enrolled
		await deskEdit(server, manager.person, idOf(0), { $status: 'approved' })
		await correct(idOf(1), 15)
		// A conflict that is open when the release is created, and resolved later.
		const { phone: second, post: postSecond } = await enrolledPhone(server, { id: enrolled.person })
		const root = edits[2] as Edit
		await phone.sync(post, [phone.edit(idOf(2), { [size]: 9 }, [root])])
		await second.sync(postSecond, [second.edit(idOf(2), { [size]: 8 }, [root])])
		const first = await make('First', { notes: 'weights 1.2' })
		expect(first).toMatchObject({ status: 200, records: 15, by: manager.person.name, superseded: null })
		expect(first.weights).toBe(null)
		// Names must be distinct.
		expect(await make(' first')).toMatchObject({ status: 409, problem: 'release-name-taken' })
		const zip = await download(first)
		expect({ checksum: digest(zip), bytes: zip.length }).toEqual({
			checksum: first.checksum,
			bytes: first.bytes,
		})
		const files = unzip(zip)
		const manifest = JSON.parse(files.get('manifest.json')?.toString('utf8') ?? '')
		expect(manifest).toMatchObject({ name: 'First', notes: 'weights 1.2', kind: 'clean', seq: first.seq })
		for (const { name, bytes, sha256 } of manifest.files)
			expect({ bytes: files.get(name)?.length, sha256: digest(files.get(name) ?? new Uint8Array()) }).toEqual(
				{
					bytes,
					sha256,
				},
			)
		expect(rowsIn(zip, 'disagreements.csv').map(({ said: value }) => value)).toHaveLength(2)
		expect(rowsIn(zip, 'corrections.csv')).toMatchObject([{ after: '15', reason: 'asked' }])

		// New records arrive; existing ones are edited, returned, voided, resolved and approved; and phones go on.
		await phone.sync(post, edits.slice(15))
		await correct(idOf(3), 14)
		await correct(idOf(1), 13)
		await deskEdit(server, manager.person, idOf(4), { $void: 'twice' })
		await deskEdit(server, manager.person, idOf(5), { $status: 'returned', '@note//n': 'again' })
		await deskEdit(server, manager.person, idOf(6), { $status: 'approved' })
		await deskEdit(server, manager.person, idOf(10), { '@note//m': 'well done' })
		const [open] = (await detail(idOf(2))).conflicts
		await manager.post(`/api/records/${idOf(2)}/conflicts`, {
			conflict: open?.id,
			value: 7,
			why: 'she said so',
		})
		const moved = { [size]: 3, [pathOf('gps')]: '30.5 70.5 0 5' }
		await phone.sync(post, [phone.edit(idOf(7), moved, [edits[7] as Edit])])
		expect(digest(await download(first))).toBe(first.checksum)
		expect(await check(first)).toEqual({ outcome: 'same', gone: 0, keptOut: 0 })
	})
	test('it lists who resolved a conflict and why; one created before that was exported has its open conflicts only', async () => {
		const { body } = await manager.get('/api/releases')
		const first = (body as Release[]).find(({ name }) => name === 'First') as Release
		const conflictRowsOf = async (release: Release) =>
			rowsIn(await download(release), 'disagreements.csv').map(({ state, author, said, reason }) => ({
				state,
				author,
				said,
				reason,
			}))
		const rowOf = (state: string, code: string, value: string, reason = '') => ({
			state,
			author: code,
			said: value,
			reason,
		})
		expect((await conflictRowsOf(first)).map(({ state }) => state)).toEqual(['open', 'open'])
		const author = (await conflictRowsOf(first))[0]?.author ?? ''
		const later = await make('Decided')
		const rows = await conflictRowsOf(later)
		expect(new Set(rows.slice(0, 2).map(({ said: value }) => value))).toEqual(new Set(['8', '9']))
		expect(rows).toMatchObject([
			...rows.slice(0, 2).map(({ said: value }) => rowOf('decided', author, value ?? '')),
			rowOf('decision', manager.person.code, '7', 'she said so'),
		])
		const row = await findRelease(server.store.reading, later.id)
		const { withDecided: _, ...before } = JSON.parse(row?.options ?? '')
		const options = JSON.stringify(before)
		await server.store.changing.db
			.updateTable('release')
			.set({ options })
			.where('id', '=', later.id)
			.execute()
		expect(await conflictRowsOf(later)).toEqual([])
		const again = row?.options ?? ''
		await server.store.changing.db
			.updateTable('release')
			.set({ options: again })
			.where('id', '=', later.id)
			.execute()
		expect(await check(later)).toMatchObject({ outcome: 'same' })
	})
	test('a raw release is without edits, and the differences name the edits behind them', async () => {
		const [raw, clean] = [await make('Raw', { kind: 'raw' }), await make('Clean')]
		const sizesOf = async (release: Release) =>
			new Map(rowsIn(await download(release)).map(({ record_id: id, hh_size: value }) => [id, value]))
		const [before, after] = [await sizesOf(raw), await sizesOf(clean)]
		expect(after.get(idOf(1))).toBe('13')
		expect(before.get(idOf(1))).toBe(String((edits[1] as Edit).revision.set[size]))
		expect(before.get(idOf(8))).toBe(after.get(idOf(8)))
		const { body } = await manager.get(`/api/releases/${clean.id}/comparison?with=${raw.id}`)
		const compared = body as ReleaseComparison
		expect({ ...compared, cells: [] }).toEqual({ added: 0, removed: 0, changed: 2, cells: [], isMore: false })
		expect(compared.cells[0]).toEqual({
			record: idOf(1),
			column: size,
			before: before.get(idOf(1)),
			after: '13',
			name: (await detail(idOf(1))).name,
			by: 'edit',
			why: 'asked',
		})
		// Compared with the first: five more, one void, one returned, and edits by phones and the desk.
		const [first] = ((await manager.get('/api/releases')).body as Release[]).slice(-1)
		const since = (await manager.get(`/api/releases/${clean.id}/comparison?with=${first?.id}`))
			.body as ReleaseComparison
		expect(since).toMatchObject({ added: 5, removed: 2 })
		// Comments change nothing, and times of change are not compared.
		expect(since.cells.map(({ record }) => record)).not.toContain(idOf(10))
		const metadataChanges = since.cells.filter(({ column }) => column !== '' && !paths.includes(column))
		expect(metadataChanges.map(({ record, column, after: is }) => [record, column, is])).toEqual([
			[idOf(2), 'open_cases', '0'],
			[idOf(6), 'status', 'approved'],
		])
		expect(since.changed).toBe(5)
		const phones = since.cells.find(({ record, column }) => record === idOf(7) && column === size)
		expect(phones).toMatchObject({ after: '3', by: 'written' })
		const decided = since.cells.find(({ record, column }) => record === idOf(2) && column === size)
		expect(decided).toMatchObject({ after: '7', why: 'she said so' })
		// Values that no file discloses are not disclosed here either.
		expect(since.cells.map(({ column }) => column)).not.toContain(pathOf('gps'))
		expect((await download(clean)).equals(await download(clean))).toBe(true)
	})
	test('a release of some districts and a condition has those records, with their edits and conflicts', async () => {
		const sizesIn = async (release: Release) =>
			rowsIn(await download(release)).map(({ hh_size: value }) => Number(value))
		const all = await make('All of them')
		const large = (await sizesIn(all)).filter((each) => each > 8)
		expect(large.length).toBeGreaterThan(0)
		expect(large.length).toBeLessThan(all.records)
		const narrowed = await make('Large', { where: `\${hh_size} > 8`, districts: [district, district] })
		expect(narrowed).toMatchObject({ status: 200, records: large.length, districts: [district] })
		const zip = await download(narrowed)
		expect(rowsIn(zip).map(({ hh_size: value }) => Number(value))).toEqual(large)
		const recordsIn = (bytes: Buffer, file: string) => rowsIn(bytes, file).map(({ record_id: id }) => id)
		expect(recordsIn(zip, 'corrections.csv')).toEqual([idOf(1), idOf(3), idOf(1)])
		expect(recordsIn(zip, 'disagreements.csv')).toEqual([])
		const thirteen = await download(await make('13', { where: `\${hh_size} = 13` }))
		expect(recordsIn(thirteen, 'corrections.csv')).toEqual([idOf(1), idOf(1)])
		const seven = await download(await make('7', { where: `\${hh_size} = 7` }))
		expect(recordsIn(seven, 'corrections.csv')).toEqual([])
		expect(recordsIn(seven, 'disagreements.csv')).toEqual([idOf(2), idOf(2), idOf(2)])
		const manifest = JSON.parse(unzip(zip).get('manifest.json')?.toString('utf8') ?? '')
		expect(manifest).toMatchObject({ districts: [district], where: `\${hh_size} > 8` })
		// Raw: with the answers of the phones.
		const raw = await make('Raw and large', { kind: 'raw', where: `\${hh_size} = 13` })
		expect((await sizesIn(raw)).every((each) => each === 13)).toBe(true)
		expect(rowsIn(await download(raw)).map(({ record_id: id }) => id)).not.toContain(idOf(1))
		expect((await make('Elsewhere', { districts: ['PK608'] })).records).toBe(0)

		// A blank meets a condition that it does not contradict.
		const blank = (await sizesIn(all)).filter((each) => !(each > 8)).length
		expect((await make('Not large', { where: `not(\${hh_size} > 8)` })).records).toBe(blank)
		const whole = await manager.get(`/api/releases/${all.id}/comparison?with=${narrowed.id}`)
		expect((whole.body as ReleaseComparison).added).toBe(all.records - large.length)
		expect(new Set((whole.body as ReleaseComparison).cells.map(({ by }) => by))).toEqual(
			new Set(['narrowed']),
		)

		// The release is unchanged when a record no longer meets the condition.
		await correct(idOf(1), 2)
		expect(digest(await download(narrowed))).toBe(narrowed.checksum)
		expect((await make('Fewer', { where: `\${hh_size} > 8` })).records).toBe(large.length - 1)
		await correct(idOf(1), 13)
		expect(await make('x', { where: `\${nothing} > 8` })).toMatchObject({
			status: 422,
			problem: 'expression-invalid',
		})
		expect(await make('x', { districts: ['nowhere'] })).toMatchObject({ status: 404 })
		for (const more of [{ where: '1 = 1' }, { districts: [district] }])
			expect(await make('x', { kind: 'researchers', ...more })).toMatchObject({ status: 422 })
		// Requests for whole rounds are rate-limited.
		server.clock.now += 3_600_000
	})
	test('public-use files are released too, but never of approved records only, and never compared', async () => {
		expect(await make('Others', { kind: 'researchers', approvedOnly: true })).toMatchObject({ status: 422 })
		const others = await make('Others', { kind: 'researchers' })
		// Weights would reveal the members of a cluster.
		expect(others).toHaveProperty('weights', null)
		expect(await check(others)).toMatchObject({ outcome: 'same' })
		const [clean] = ((await manager.get('/api/releases')).body as Release[]).filter(
			({ kind }) => kind === 'clean',
		)
		const { status } = await manager.get(`/api/releases/${others.id}/comparison?with=${clean?.id}`)
		expect(status).toBe(422)
		expect(Object.keys(rowsIn(await download(others))[0] ?? {})).not.toContain('record_id')
	})
	test('late changes resolve nothing: the release is unchanged, and the decision is the desk’s', async () => {
		const { phone, post } = enrolled
		const { phone: second, post: postSecond } = await enrolledPhone(server, { id: enrolled.person })
		const root = edits[10] as Edit
		const [nine, eight] = [phone, second].map((each, i) => each.edit(idOf(10), { [size]: 9 - i }, [root]))
		await phone.sync(post, [nine as Edit])
		await second.sync(postSecond, [eight as Edit])
		await deskEdit(server, manager.person, idOf(10), { $status: 'approved' })
		// Its author has seen both sides, and not the approval.
		const late = phone.edit(idOf(10), { [size]: 7 }, [root, nine as Edit, eight as Edit])
		await phone.sync(post, [late])
		const linesOf = async (release: Release) =>
			rowsIn(await download(release), 'disagreements.csv')
				.filter(({ record_id: id }) => id === idOf(10))
				.map(({ kind, state, said: value, reason }) => [kind, state, value, reason].join(' ').trim())
				.sort()
		const before = await make('With one that is late')
		expect(await linesOf(before)).toEqual(['field open 8', 'field open 9', 'late open 7'])
		const { conflicts } = await detail(idOf(10))
		const field = conflicts.find(({ kind }) => kind === 'field')
		await manager.post(`/api/records/${idOf(10)}/conflicts`, { conflict: field?.id, value: 8, why: 'asked' })
		expect(await check(before)).toMatchObject({ outcome: 'same' })
		expect(await linesOf(await make('Decided between two'))).toEqual([
			...['field decided 8', 'field decided 9', 'field decision 8 asked', 'late open 7'],
		])
		await deskEdit(server, manager.person, idOf(10), { $status: 'returned', '@note//n': 'again' })
		expect(await check(before)).toMatchObject({ outcome: 'same' })
		server.clock.now += 3_600_000
	})
	test('the same store on the other database gives the same bytes', async () => {
		const approved = await make('Approved', { approvedOnly: true })
		expect(approved.records).toBe(2)
		const [, otherEngine] = enginesOfOwner.find(([name]) => name !== database) ?? []
		if (!otherEngine) throw new Error('there is only one database')
		const movedEngine = await otherEngine()
		const { project } = server.store
		const moved = await openStore({ engine: movedEngine, project, now: () => 0 })
		await moved.changing.db.deleteFrom('head').execute()
		await copyStore(server.store.changing, moved.changing)
		// All record rows are rebuilt from their revisions.
		const ids = (await moved.changing.db.selectFrom('record').select('id').execute()).map(({ id }) => id)
		await moved.changing.db
			.updateTable('record')
			.set({ answers: '{"answers":[],"leftOver":[]}', status: 'draft' })
			.execute()
		const { now } = server.clock
		const again = await openStore({ engine: movedEngine, project, now: () => now })
		await again.write(async (session) =>
			projectRecords(session, [...knownRecords(ids, await session.revisionsOf(ids)).values()], server.forms),
		)
		for (const { id, checksum } of (await manager.get('/api/releases')).body as Release[]) {
			const row = await findRelease(moved.reading, id)
			if (!row) throw new Error('the store was not moved')
			const deps = {
				store: moved,
				forms: server.forms,
				onFailure() {},
			}
			const reading = { signal: new AbortController().signal, longestStallMs: 60_000 }
			const parts: Buffer[] = []
			for await (const part of await writeRelease(deps, pinnedBy(row, false), manager.person, reading))
				parts.push(part as Buffer)
			expect(digest(Buffer.concat(parts)), row.name).toBe(checksum)
		}
		await again.close()
	})
	test('two releases with Urdu names have different file names', async () => {
		const nameOf = async (name: string) => {
			const { id } = await make(name)
			return (await manager.get(`/api/releases/${id}/file`)).headers['content-disposition']
		}
		expect(await nameOf('پہلی')).not.toBe(await nameOf('بہار'))
		expect(await nameOf('Spring 1')).toBe('attachment; filename="household-endline-clean-Spring_1.zip"')
	})
	test('a record erased since is in none, and the verification says so', async () => {
		const whole = await make('Before a withdrawal')
		const code = withdrawalCodeOf(idOf(9))
		await manager.post(`/api/records/${idOf(9)}/erase`, { code, reason: 'withdrawal' })
		const { outcome, gone } = await check(whole)
		expect({ outcome, gone: gone > 0 }).toEqual({ outcome: 'other', gone: true })
		expect(rowsIn(await download(whole)).map(({ record_id: id }) => id)).not.toContain(idOf(9))
	})
	test('a release is marked as superseded with a reason, and users with partial access see none', async () => {
		const [later, earlier] = (await manager.get('/api/releases')).body as Release[]
		const supersede = (body: object) => manager.post(`/api/releases/${earlier?.id}/supersede`, body)
		expect((await supersede({ by: later?.id, why: ' ' })).status).toBe(422)
		expect((await supersede({ by: earlier?.id, why: 'w' })).status).toBe(422)
		const { body } = await supersede({ by: later?.id, why: 'a district was missing' })
		expect((body as Release).superseded).toMatchObject({ by: later?.id, why: 'a district was missing' })
		const part = await server.desk('data-manager', [district])
		expect((await part.get('/api/releases')).body).toEqual([])
		expect((await part.get(`/api/releases/${later?.id}/file`)).status).toBe(404)
		expect(await make('Nothing', { form: 'no_form' })).toMatchObject({ status: 404 })
	})
})
