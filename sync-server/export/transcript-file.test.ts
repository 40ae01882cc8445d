import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readCsvTable } from '#shared/kernel/csv'
import type { Edit, TestPhone } from '#shared/testing/test-phone'
import { type Desk, type ServerForTests, serverForTests } from '../../tests/helpers/desk-server.ts'
import { engines } from '../../tests/helpers/fresh-engines.ts'
import { loadInstrument } from '../../tests/helpers/instruments.ts'
import { enrolledPhone, rewritten } from '../../tests/helpers/phone.ts'
import { unzip } from '../../tests/walks/unzip.ts'
import { publishForms } from '../sync/publish-form.ts'

describe.each(engines)('the export of a transcript on %s', (_, freshEngine) => {
	let server: ServerForTests
	let manager: Desk
	let phones: { phone: TestPhone; post: Parameters<TestPhone['sync']>[0] }[]
	beforeAll(async () => {
		server = await serverForTests(await freshEngine())
		const forms = [loadInstrument('focus-group'), loadInstrument('focus-group-second')]
		await publishForms(server.store, server.forms, forms, '2026-01-15T00:00:00.000Z')
		manager = await server.desk('data-manager')
		phones = [await enrolledPhone(server, { code: 'amina' }), await enrolledPhone(server, { code: 'bilal' })]
	})
	afterAll(async () => {
		await server.close()
		expect(server.failures).toEqual([])
	})

	test('the notes of both note-takers are in order of the discussion, by author, without pseudonyms; other discussions keep theirs', async () => {
		const first = await finished(0, 'focus_group', {
			'about/line/round': 'endline',
			'about/line/district': 'PK607',
			'people/consent/consent_all': 'yes',
			'people/participants/n_here': 1,
			'people/participants/seats/@a': 1,
			'people/participants/seats/@a/p_consent': 'yes',
			'people/participants/seats/@a/pseudonym': 'Gulnaz',
			'talk/circle/talk_code': 'K7MPQ4',
			'talk/circle/began': '2026-01-15T10:00:00.000+05:00',
			...turn('t1', 1, { t_at: 60, t_speaker: '1', t_note: 'Agents.', t_quote: 'yes', t_question: 'actors' }),
			...turn('t2', 2, { t_at: 90, t_speaker: '0', t_part: 1, t_second: 80 }),
		})
		const second = await finished(1, 'focus_group_second', {
			'about/line/round': 'endline',
			'about/line/district': 'PK607',
			'about/line/talk_scan': 'k7mpq4',
			// The clock of the second note-taker was 30 seconds ahead.
			'about/people/n_here': 8,
			'talk/circle/began': '2026-01-15T10:00:30.000+05:00',
			...turn('s1', 1, { t_at: 35, t_speaker: '1', t_note: 'About agents.', t_themes: ['actors', 'trust'] }),
			...turn('s2', 2, { t_at: 200, t_speaker: '0', t_note: 'Police, 0300 1234567.' }),
			// The first note-taker has no such seat.
			...turn('s3', 3, {
				t_at: 210,
				t_speaker: '5',
				t_note: 'Not agreed.',
				t_themes: ['law'],
				t_quote: 'yes',
			}),
		})
		await finished(1, 'focus_group_second', {
			'about/line/round': 'endline',
			'about/line/district': 'PK607',
			'about/line/talk_scan': 'AAAAAA',
			...turn('o1', 1, { t_at: 1, t_speaker: '1', t_note: 'Of another talk, 0300 7654321.' }),
		})
		const { raw } = await manager.get('/api/export?form=focus_group&values=codes&round=endline&mark=0')
		const files = new Map([...unzip(raw)].map(([name, bytes]) => [name, bytes.toString('utf8')]))
		const lines = readCsvTable(files.get('focus_group-timeline.csv') ?? '')
		expect(
			lines.map(({ turn: place, at, speaker, note, written_by, notes_id }) =>
				[place, at, speaker, note, written_by, notes_id === first ? 'first' : notes_id === second].join(' '),
			),
		).toEqual([
			'1 60 1 Agents. amina first',
			'1 65 1 About agents. bilal true',
			'2 90 0  amina first',
			'3 230 0 Police, 0300 1234567. bilal true',
			'4 240 5  bilal true',
		])
		expect(lines[0]).toMatchObject({ record_id: first, quote: '1', question: 'actors', part: '' })
		expect(lines[1]).toMatchObject({ themes: 'actors trust', quote: '0' })
		expect(lines[2]).toMatchObject({ part: '1', second: '80', untold: '0' })
		expect(lines[4]).toMatchObject({ themes: '', quote: '0', untold: '1' })
		expect(files.get('identifying.csv')).toContain(
			`${second},s2,"talk/circle/turns/@/t_note",answer,telephone`,
		)
		const counted = await manager.get('/api/export/identifying?form=focus_group&round=endline')
		// Second notes without a transcript are in no file.
		expect(JSON.parse(counted.raw.toString())).toEqual({ texts: 1 })
		expect(readCsvTable(files.get('identifying.csv') ?? '')).toHaveLength(1)
		expect([...files.values()].join('\n')).not.toContain('Gulnaz')
		expect(files.get('dictionary.csv')).toContain('focus_group-timeline.csv,written_by')
	})

	test('scanning the code sends pseudonyms to the second phone, and no file has them', async () => {
		await finished(1, 'focus_group_second', {
			'about/line/round': 'endline',
			'about/line/district': 'PK607',
			'about/line/talk_scan': '65 B7MPQ4 2 Shabnam_2 -',
			'about/people/n_here': 2,
			'about/people/seats/@a': 1,
			'about/people/seats/@a/pseudonym': 'Shabnam 2',
			...turn('p1', 1, { t_at: 35, t_speaker: '1', t_note: 'Of the scanned one.' }),
		})
		const all = (await filesOf('focus_group_second', '')).join('\n')
		expect(all).toContain('Of the scanned one.')
		expect(all).not.toContain('Shabnam')
	})

	test('an export of one status includes the second notes of its discussions in any status', async () => {
		await finished(0, 'focus_group', {
			'about/line/round': 'endline',
			'about/line/district': 'PK607',
			'people/consent/consent_all': 'yes',
			'talk/circle/talk_code': 'C7MPQ4',
			...turn('f1', 1, { t_at: 60, t_speaker: '0', t_note: 'Of the finished.' }),
		})
		await finished(1, 'focus_group_second', {
			$status: 'draft',
			'about/line/round': 'endline',
			'about/line/district': 'PK607',
			'about/line/talk_scan': 'C7MPQ4',
			...turn('u1', 1, { t_at: 61, t_speaker: '0', t_note: 'Of the unfinished.' }),
		})
		const all = (await filesOf('focus_group', '&status=submitted')).join('\n')
		expect(all).toContain('Of the finished.')
		expect(all).toContain('Of the unfinished.')
	})

	const filesOf = async (form: string, more: string): Promise<string[]> => {
		const { raw } = await manager.get(`/api/export?form=${form}&values=codes&round=endline&mark=0${more}`)
		return [...unzip(raw)].map(([, bytes]) => bytes.toString('utf8'))
	}
	const turn = (id: string, place: number, answers: Record<string, string | number | string[]>) => ({
		[`talk/circle/turns/@${id}`]: place,
		...Object.fromEntries(
			Object.entries(answers).map(([name, answer]) => [`talk/circle/turns/@${id}/${name}`, answer]),
		),
	})
	async function finished(who: number, form: string, set: Edit['revision']['set']): Promise<string> {
		const { phone, post } = phones[who] as (typeof phones)[number]
		const record = phone.newRecord()
		const edit = phone.edit(record, { $status: 'submitted', ...set }, [])
		await phone.sync(post, [rewritten(edit, { form: { id: form, ver: 1 } })])
		return record
	}
})
