import { strFromU8, unzipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { BulkEditListItem } from '#shared/cleaning/bulk-edit'
import type { EditFilePreview, FileColumns } from '#shared/cleaning/edit-file'
import type { Answer } from '#shared/forms/answers'
import { nodesOf } from '#shared/forms/form-nodes'
import { readCsv } from '#shared/kernel/csv'
import { randomId } from '#shared/kernel/ids'
import { seededRandom } from '#shared/kernel/seeded-random'
import type { BulkResult } from '#shared/review/bulk-review'
import type { RecordDetail } from '#shared/review/record-response'
import { plantRound } from '#shared/testing/planted-round'
import type { Edit } from '#shared/testing/test-phone'
import { type Desk, deskEdit, type ServerForTests, serverForTests } from '../../tests/helpers/desk-server.ts'
import { routeEngines } from '../../tests/helpers/fresh-engines.ts'
import { loadInstrument } from '../../tests/helpers/instruments.ts'
import { enrolledPhone, rewritten } from '../../tests/helpers/phone.ts'

const [round, district] = ['endline', 'PK607']
const paths = nodesOf(loadInstrument('household')).map(({ template }) => template)
const pathOf = (name: string) => paths.find((path) => path === name || path.endsWith(`/${name}`)) ?? name
const planted = plantRound({
	seed: 8,
	round,
	districts: [district],
	perDistrict: 24,
	pathOf,
	habitOf: () => 'plain' as const,
})
const [size, which, other, comment] = ['hh_size', 'help_which', 'help_other', 'int_comment'].map(pathOf) as [
	string,
	string,
	string,
	string,
]

/** A table as in a spreadsheet. */
class Sheet {
	readonly header: string[]
	readonly rows: string[][]
	constructor([header = [], ...rows]: string[][]) {
		this.header = header
		this.rows = rows
	}
	row(id: string): string[] {
		return this.rows.find(([record]) => record === id) ?? []
	}
	cell(row: string[], column: string): string {
		return row[this.header.indexOf(column)] ?? ''
	}
	write(row: string[], column: string, cell: string): this {
		const at = this.header.indexOf(column)
		expect(at, column).toBeGreaterThanOrEqual(0)
		row[at] = cell
		return this
	}
}

describe.each(routeEngines)('edits from a file on %s', (_, freshEngine) => {
	let server: ServerForTests
	let manager: Desk
	let enrolled: Awaited<ReturnType<typeof enrolledPhone>>
	/** First revisions by record. */
	const roots = new Map<string, Edit>()
	const random = seededRandom(12)
	const newId = () => randomId(random.bytes)
	beforeAll(async () => {
		server = await serverForTests(await freshEngine())
		manager = await server.desk('data-manager')
		enrolled = await enrolledPhone(server, { districts: [district] })
		const { phone, post } = enrolled
		const edits = planted
			.flatMap(({ interviews }) => interviews)
			.map(({ answers, finishedAt }) =>
				rewritten(
					phone.edit(phone.newRecord(), {
						...Object.fromEntries(answers),
						[pathOf('help_any')]: 'yes',
						[which]: ['othernum'],
						[other]: 'Edhi',
						[comment]: 'کوئی اور, "گلی" 0115',
					}),
					{ at: { wall: new Date(finishedAt).toISOString(), tz: 300, off: 0 } },
				),
			)
		await phone.sync(post, edits)
		for (const edit of edits) roots.set(edit.revision.record, edit)
	})
	afterAll(async () => {
		await server.close()
		expect(server.failures).toEqual([])
	})
	const detail = async (id: string) => (await manager.get(`/api/records/${id}`)).body as RecordDetail
	const listed = async () =>
		((await manager.get('/api/bulk-edits')).body as { bulkEdits: BulkEditListItem[] }).bulkEdits
	/** Returns the tables of an export, by name. */
	const exportTables = async (query = 'values=codes') => {
		const { raw } = await manager.get(`/api/export?form=household&round=${round}&mark=0&${query}`)
		const files = unzipSync(new Uint8Array(raw))
		const table = (name: string) => new Sheet(readCsv(strFromU8(files[name] ?? new Uint8Array())))
		return { records: table('household.csv'), members: table('household-members.csv') }
	}
	const preview = async ({ header, rows }: Sheet, by = manager, values?: string) => {
		const lines = rows.map((cells, i) => ({ at: i + 2, cells }))
		const { status, body } = await by.post('/api/edit-files/preview', {
			form: 'household',
			round,
			header,
			lines,
			...(values === undefined ? {} : { values }),
		})
		return { status, ...(body as EditFilePreview) }
	}
	const send = async (records: EditFilePreview['records'], bulkEditId = newId()) => {
		const { body } = await manager.post('/api/bulk-edits', {
			kind: 'from-file',
			bulkEditId,
			why: 'checked in the office',
			records: records.map(({ id, seq, changes, hides }) => ({ id, seq, changes, hides })),
		})
		return { bulkEditId, ...(body as BulkResult) }
	}
	const undo = async (undoes: string, ids: readonly string[]) => {
		const records = ids.map((id) => ({ id }))
		const { body } = await manager.post('/api/bulk-edits', {
			kind: 'undo',
			bulkEditId: newId(),
			undoes,
			why: 'was wrong',
			records,
		})
		return body as BulkResult
	}
	/** Finished interviews without edits. */
	const unedited = async (count: number) => {
		const found: RecordDetail[] = []
		for (const id of roots.keys()) {
			const record = await detail(id)
			if (record.history.length === 1 && typeof record.answers[size] === 'number') found.push(record)
			if (found.length === count) return found
		}
		throw new Error('there are too few records')
	}
	const onPhone = async (id: string, set: Readonly<Record<string, Answer | null>>) => {
		const root = roots.get(id) as Edit
		await enrolled.phone.sync(enrolled.post, [
			enrolled.phone.edit(id, { ...set, $status: 'submitted' }, [root]),
		])
	}

	test('an unchanged exported file changes nothing, in any notation of answers and locations', async () => {
		for (const [values, more] of [
			['codes', ''],
			['en', ''],
			['ur', ''],
			['en', '&places=exact'],
		] as const) {
			const query = `values=${values}${more}`
			const { records, members } = await exportTables(query)
			expect(records.rows.length).toBeGreaterThan(20)
			expect(members.rows.length).toBeGreaterThan(20)
			for (const sheet of [records, members])
				expect(await preview(sheet), query).toEqual({ status: 200, records: [], remarks: [], values })
		}
	})
	test('changed cells are previewed with the old value, written with one reason, and undone as one', async () => {
		const [one, two] = (await unedited(2)) as [RecordDetail, RecordDetail]
		const { records, members } = await exportTables('values=en')
		records.write(records.row(one.id), 'hh_size', '17')
		records
			.write(records.row(two.id), 'help_which/othernum', '0')
			.write(records.row(two.id), 'help_which/15', '1')
		const before = one.answers[size]
		const found = await preview(records)
		expect(found.remarks).toEqual([])
		expect(found.records).toHaveLength(2)
		expect(found.records.find(({ id }) => id === one.id)).toMatchObject({
			changes: [{ path: size, before, after: 17 }],
			stale: [],
		})
		// The text that specifies "other" becomes irrelevant.
		expect(found.records.find(({ id }) => id === two.id)).toMatchObject({
			changes: [{ path: which, before: ['othernum'], after: ['15'] }],
			hides: [other],
		})
		const { done, bulkEditId } = await send(found.records)
		expect(done.toSorted()).toEqual([one.id, two.id].toSorted())
		expect((await detail(one.id)).answers[size]).toBe(17)
		expect((await detail(two.id)).answers[which]).toEqual(['15'])
		expect((await listed())[0]).toMatchObject({
			id: bulkEditId,
			isFromFile: true,
			records: 2,
			undoneRecords: 0,
		})
		// A repeated request is applied once.
		await send(found.records, bulkEditId)
		expect((await detail(one.id)).history).toHaveLength(2)
		// Applying the same file again changes nothing.
		expect((await preview(records)).records).toEqual([])

		// A row of a repeat.
		const [row = []] = members.rows
		const record = row[0] as string
		members.write(row, 'm_age', '41')
		const inRow = await preview(members)
		expect(inRow.records).toMatchObject([{ id: record, changes: [{ after: 41 }] }])
		expect(inRow.records[0]?.changes[0]?.path).toMatch(new RegExp(`@${members.cell(row, 'row_id')}/m_age$`))
		expect(Object.values(inRow.records[0]?.rows ?? {})).toEqual([1])

		expect((await undo(bulkEditId, [one.id, two.id])).left).toEqual([])
		expect((await detail(one.id)).answers[size]).toBe(before)
		expect((await detail(two.id)).answers).toMatchObject({ [which]: ['othernum'] })
	})
	test('where something else was written since, a conflict opens, nothing is overwritten, and the rest is done', async () => {
		const [record] = (await unedited(1)) as [RecordDetail]
		const { records } = await exportTables()
		await onPhone(record.id, { [size]: 21 })
		const row = records.row(record.id)
		records.write(row, 'hh_size', '6').write(row, 'int_comment', 'the mosque')
		const found = await preview(records)
		expect(found.records).toMatchObject([{ id: record.id, stale: [size] }])
		const { done, bulkEditId } = await send(found.records)
		expect(done).toEqual([record.id])
		const after = await detail(record.id)
		expect(after.answers[comment]).toBe('the mosque')
		expect(after.conflicts).toMatchObject([{ kind: 'field', path: size, base: record.answers[size] }])
		expect(after.conflicts[0]?.sides.map(({ value }) => value)).toEqual(expect.arrayContaining([21, 6]))
		// A file adds no side to an open conflict.
		records.write(row, 'hh_size', '7').write(row, 'int_comment', 'the mosque')
		const again = await preview(records)
		expect(again.records).toEqual([])
		expect(again.remarks).toEqual([
			{ why: 'disputed', column: 'hh_size', count: 1, at: [expect.any(Number)] },
		])
		// Undone, the phone's answer is current again, and no conflict remains.
		expect((await undo(bulkEditId, [record.id])).done).toEqual([record.id])
		expect(await detail(record.id)).toMatchObject({
			conflicts: [],
			answers: { [size]: 21, [comment]: record.answers[comment] },
		})
	})
	test('an edit made at the desk meanwhile is a side of the conflict too, and remains when the file is undone', async () => {
		const [record] = (await unedited(1)) as [RecordDetail]
		const { records } = await exportTables()
		await deskEdit(server, manager.person, record.id, { [comment]: 'read through' })
		await deskEdit(server, manager.person, record.id, { [size]: 22 })
		records.write(records.row(record.id), 'hh_size', '6')
		const found = await preview(records)
		const { bulkEditId } = await send(found.records)
		expect(await detail(record.id)).toMatchObject({ answers: { [size]: 22 }, conflicts: [{ path: size }] })
		expect((await undo(bulkEditId, [record.id])).done).toEqual([record.id])
		expect(await detail(record.id)).toMatchObject({ conflicts: [], answers: { [size]: 22 } })
	})
	test('merged multiple choices lose only those of the file when it is undone', async () => {
		const [record] = (await unedited(1)) as [RecordDetail]
		const { records } = await exportTables()
		await onPhone(record.id, { [which]: ['15', 'ngo', 'othernum'] })
		const row = records.row(record.id)
		records.write(row, 'help_which', '1991 15')
		for (const tick of ['1991', '15']) records.write(row, `help_which/${tick}`, '1')
		records.write(row, 'help_which/othernum', '0')
		const { bulkEditId } = await send((await preview(records)).records)
		expect(new Set((await detail(record.id)).answers[which] as string[])).toEqual(
			new Set(['1991', '15', 'ngo']),
		)
		expect((await undo(bulkEditId, [record.id])).done).toEqual([record.id])
		expect(await detail(record.id)).toMatchObject({ conflicts: [] })
		expect(new Set((await detail(record.id)).answers[which] as string[])).toEqual(
			new Set(['15', 'ngo', 'othernum']),
		)
	})
	test('the format of a file is detected from its first part, and applies to ambiguous rows', async () => {
		const [record] = (await unedited(1)) as [RecordDetail]
		const { records } = await exportTables('values=ur')
		const { values } = await preview(records)
		expect(values).toBe('ur')
		const at = ['record_id', 'taken_from', 'help_which'].map((name) => records.header.indexOf(name))
		const cells = at.map((i) => records.row(record.id)[i] ?? '')
		const part = new Sheet([
			at.map((i) => records.header[i] ?? ''),
			[...cells.slice(0, 2), '15 (پولیس); کوئی اور نمبر (لکھیں)'],
		])
		expect((await preview(part)).values).toBe(null)
		expect(await preview(part, manager, 'ur')).toMatchObject({
			remarks: [],
			values: 'ur',
			records: [{ changes: [{ path: which, after: ['15', 'othernum'] }] }],
		})
		expect((await preview(part, manager, 'xx')).status).toBe(422)
	})
	test('an approved record keeps its approved answers: differences in a file are conflicts to resolve', async () => {
		const [record] = (await unedited(1)) as [RecordDetail]
		const { records } = await exportTables()
		await onPhone(record.id, { [size]: 21 })
		await deskEdit(server, manager.person, record.id, { $status: 'approved' })
		records.write(records.row(record.id), 'hh_size', '6')
		const found = await preview(records)
		expect(found.records).toMatchObject([{ stale: [size] }])
		expect((await send(found.records)).done).toEqual([record.id])
		expect(await detail(record.id)).toMatchObject({
			status: 'approved',
			answers: { [size]: 21 },
			conflicts: [{ kind: 'late' }],
		})
	})
	test('only previewed changes are written: what changed in between is skipped', async () => {
		const [record] = (await unedited(1)) as [RecordDetail]
		const { records } = await exportTables()
		records.write(records.row(record.id), 'hh_size', '16')
		const [found] = (await preview(records)).records as [EditFilePreview['records'][number]]
		const changes = [{ path: size, before: 3.5, after: 16 }]
		expect((await send([{ ...found, changes }])).left).toEqual([{ id: record.id, why: 'changed' }])
		expect((await send([{ ...found, seq: 0 }])).left).toEqual([{ id: record.id, why: 'changed' }])
		expect((await detail(record.id)).history).toHaveLength(1)
	})
	test('invalid edits are reported by column and row, and the rest is found', async () => {
		const [good, bad] = (await unedited(2)) as [RecordDetail, RecordDetail]
		const { records, members } = await exportTables()
		const row = records.row(bad.id)
		const at = [records.rows.indexOf(row) + 2]
		records.write(records.row(good.id), 'hh_size', '13')
		const cells: [column: string, cell: string, why: string][] = [
			['hh_size', 'many', 'not-read'],
			['help_any', 'perhaps', 'not-a-choice'],
			['district', 'PK608', 'not-correctable'],
			['consent', '', 'not-correctable'],
			['help_which', 'othernum 15 nobody', 'not-a-choice'],
			['int_comment', '#NAME?', 'fault'],
			['replaced_hh_no', '3', 'not-correctable'],
		]
		for (const [column, cell] of cells) records.write(row, column, cell)
		const found = await preview(records)
		expect(found.records).toMatchObject([{ id: good.id, changes: [{ after: 13 }] }])
		expect(found.remarks).toHaveLength(cells.length)
		for (const [column, , why] of cells) expect(found.remarks).toContainEqual({ why, column, count: 1, at })
		// Out of range.
		const { records: others } = await exportTables()
		others.write(others.row(bad.id), 'hh_size', '-3')
		expect((await preview(others)).remarks).toMatchObject([{ why: 'not-possible', column: 'hh_size' }])

		// Rows: unknown record, no export marker, from another server, twice, and of a row that does not exist.
		const [first = [], second = [], third = [], fourth = []] = others.rows
		others.write(first, 'record_id', 'nobody').write(second, 'taken_from', '')
		others.write(third, 'taken_from', others.cell(third, 'taken_from').replace(/-.*/, '-AAAAAAAA'))
		others.rows.push([...fourth])
		const lines = (await preview(others)).remarks.filter(({ column }) => column === '')
		expect(Object.fromEntries(lines.map(({ why, at: where }) => [why, where]))).toEqual({
			'record-unknown': [2],
			'mark-missing': [3],
			'taken-elsewhere': [4],
			twice: [others.rows.length + 1],
		})
		const [member = []] = members.rows
		members.write(member, 'row_id', 'new-row').write(member, 'm_age', '3')
		expect(await preview(members)).toMatchObject({ records: [], remarks: [{ why: 'row-unknown', at: [2] }] })
	})
	test('a value replaced by the spreadsheet itself is reported and changes nothing', async () => {
		const [record] = (await unedited(1)) as [RecordDetail]
		await onPhone(record.id, { [comment]: '0301' })
		const { records } = await exportTables()
		const row = records.row(record.id)
		records.write(row, 'int_comment', '301')
		const found = await preview(records)
		expect(found).toMatchObject({
			records: [],
			remarks: [{ why: 'number', column: 'int_comment', count: 1 }],
		})
	})
	test('columns are checked before cells are sent: sealed ones stay in the browser, unknown ones are named', async () => {
		const { records } = await exportTables()
		const header = [...records.header, 'my remark']
		const { body } = await manager.post('/api/edit-files/columns', { form: 'household', header })
		const { uses } = body as FileColumns
		const columnUse = (name: string) => uses[header.indexOf(name)]
		expect([
			columnUse('hh_size'),
			columnUse('help_which/15'),
			columnUse('record_id'),
			columnUse('started'),
		]).toEqual([...['read', 'read', 'plain', 'plain']])
		expect(columnUse('my remark')).toBe('unknown')
		expect(uses.filter((use) => use === 'unknown')).toHaveLength(1)
		const coordinator = await server.desk('coordinator', [district])
		const refused = await coordinator.post('/api/edit-files/columns', { form: 'household', header })
		expect(refused.status).toBe(403)
	})
	test('records of other districts are unknown; a file of a release with all corrections works too', async () => {
		const [record] = (await unedited(1)) as [RecordDetail]
		const elsewhere = await server.desk('data-manager', ['PK608'])
		const { records } = await exportTables()
		records.write(records.row(record.id), 'hh_size', '12')
		expect((await preview(records, elsewhere)).remarks).toMatchObject([{ why: 'record-unknown' }])
		for (const [kind, expected] of [
			['clean', { records: [{ id: record.id, stale: [size] }], remarks: [] }],
			['raw', { records: [], remarks: [{ why: 'mark-missing' }] }],
		] as const) {
			const { body } = await manager.post('/api/releases', {
				name: kind,
				notes: '',
				kind,
				values: 'codes',
				mark: false,
				approvedOnly: false,
				form: 'household',
				round,
			})
			if (kind === 'clean') await onPhone(record.id, { [size]: 11 })
			const { raw } = await manager.get(`/api/releases/${(body as { id: string }).id}/file`)
			const sheet = new Sheet(
				readCsv(strFromU8(unzipSync(new Uint8Array(raw))['household.csv'] as Uint8Array)),
			)
			sheet.write(sheet.row(record.id), 'hh_size', '12')
			expect(await preview(sheet), kind).toMatchObject(expected)
		}
	})
})
