import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readCsvTable } from '#shared/kernel/csv'
import type { Edit, TestPhone } from '#shared/testing/test-phone'
import type {
	AgreementResponse,
	CodedPassage,
	Quotes,
	TranscriptListResponse,
	TranscriptResponse,
} from '#shared/transcripts/coded-transcripts'
import type { Theme } from '#shared/transcripts/themes'
import { type Desk, deskEdit, type ServerForTests, serverForTests } from '../../tests/helpers/desk-server.ts'
import { routeEngines } from '../../tests/helpers/fresh-engines.ts'
import { loadInstrument } from '../../tests/helpers/instruments.ts'
import { enrolledPhone, rewritten } from '../../tests/helpers/phone.ts'
import { unzip } from '../../tests/walks/unzip.ts'
import { publishForms } from '../sync/publish-form.ts'

const turns = 'talk/circle/turns'
const turn = (id: string, place: number, answers: Record<string, string | number | string[]>) => ({
	[`${turns}/@${id}`]: place,
	...Object.fromEntries(Object.entries(answers).map(([name, answer]) => [`${turns}/@${id}/${name}`, answer])),
})

describe.each(routeEngines)('coding of transcripts on %s', (_, freshEngine) => {
	let server: ServerForTests
	let dania: Desk
	let bano: Desk
	let phones: { phone: TestPhone; post: Parameters<TestPhone['sync']>[0] }[]
	/** A group of women with second notes, and two key informants. */
	let group: string
	let second: string
	let officer: string
	let teacher: string

	beforeAll(async () => {
		server = await serverForTests(await freshEngine())
		const names = ['focus-group', 'focus-group-second', 'key-informant'] as const
		await publishForms(server.store, server.forms, names.map(loadInstrument), '2026-01-15T00:00:00.000Z')
		dania = await server.desk('data-manager', 'all', 'dania')
		bano = await server.desk('data-manager', 'all', 'bano')
		phones = [await enrolledPhone(server, { code: 'amina' }), await enrolledPhone(server, { code: 'bilal' })]
		group = await finished(0, 'focus_group', {
			'about/line/round': 'endline',
			'about/line/district': 'PK607',
			'about/line/fgd_group': 'women',
			'people/consent/consent_all': 'yes',
			'people/participants/n_here': 3,
			'people/participants/seats/@a': 1,
			'people/participants/seats/@a/p_consent': 'yes',
			'people/participants/seats/@a/pseudonym': 'Gulnaz',
			'people/participants/seats/@a/p_sex': 'female',
			'people/participants/seats/@b': 2,
			'people/participants/seats/@b/p_consent': 'no',
			'people/participants/seats/@c': 3,
			'people/participants/seats/@c/p_consent': 'yes',
			'people/participants/seats/@c/p_sex': 'ref',
			'talk/circle/talk_code': 'K7MPQ4',
			'talk/circle/began': '2026-01-15T10:00:00.000+05:00',
			...turn('t1', 1, {
				t_at: 60,
				t_speaker: '1',
				t_note: 'They trust the agent.',
				t_themes: ['actors', 'trust'],
				t_quote: 'yes',
				t_question: 'actors',
			}),
			...turn('t2', 2, { t_at: 90, t_speaker: '0' }),
			...turn('t3', 3, { t_at: 95, t_speaker: '1', t_note: 'His number is 0300 1234567.', t_quote: 'yes' }),
			...turn('t4', 4, { t_at: 99, t_speaker: '3', t_note: 'I would not say.' }),
			'talk/themes/notes/@n': 1,
			'talk/themes/notes/@n/n_theme': 'law',
			'talk/themes/notes/@n/n_text': 'Nobody knows what the law says.',
			'talk/themes/notes/@n/n_quote': 'What law?',
		})
		second = await finished(1, 'focus_group_second', {
			'about/line/round': 'endline',
			'about/line/district': 'PK607',
			'about/line/talk_scan': 'K7MPQ4',
			'about/people/n_here': 2,
			'talk/circle/began': '2026-01-15T10:00:00.000+05:00',
			...turn('s1', 1, { t_at: 62, t_speaker: '1', t_note: 'About trust.' }),
			...turn('s2', 2, { t_at: 99, t_speaker: '2', t_note: 'Of one who did not agree.' }),
		})
		officer = await finished(0, 'key_informant', informant('fia', 'no'))
		teacher = await finished(0, 'key_informant', informant('teacher', 'yes'))
		// A draft, and a void record.
		await finished(0, 'key_informant', { ...informant('elder', 'yes'), $status: 'draft' })
		const wrong = await finished(0, 'key_informant', informant('elder', 'yes'))
		await deskEdit(server, dania.person, wrong, { $void: 'mistaken' })
	})
	afterAll(async () => {
		await server.close()
		expect(server.failures).toEqual([])
	})

	const informant = (kind: string, attrib: string) => ({
		'about/line/round': 'endline',
		'about/line/district': 'PK609',
		'about/line/kii_type': kind,
		'about/person/gender': 'male',
		'about/agree/consent': 'yes',
		'about/agree/attrib': attrib,
		'talk/circle/began': '2026-01-16T10:00:00.000+05:00',
		...turn('k1', 1, { t_at: 5, t_speaker: '1', t_note: `Said by a ${kind}.`, t_quote: 'yes' }),
		'talk/t_law/q_law': 'It is seldom used.',
		'talk/t_law/q_referral': '-',
	})
	async function finished(who: number, form: string, set: Edit['revision']['set']): Promise<string> {
		const { phone, post } = phones[who] as (typeof phones)[number]
		const record = phone.newRecord()
		const edit = phone.edit(record, { $status: 'submitted', ...set }, [])
		await phone.sync(post, [rewritten(edit, { form: { id: form, ver: 1 } })])
		return record
	}
	async function get<Found>(url: string, desk = dania): Promise<Found> {
		const { status, body } = await desk.get(url)
		expect([url, status]).toEqual([url, 200])
		return body as Found
	}
	const transcriptOf = (id: string, desk = dania) => get<TranscriptResponse>(`/api/transcripts/${id}`, desk)
	const passageWith = async (id: string, text: string): Promise<CodedPassage> => {
		const found = (await transcriptOf(id)).passages.find((each) => each.text === text)
		if (!found) throw new Error('the passage does not exist')
		return found
	}
	async function code(
		id: string,
		text: string,
		themes: readonly string[],
		{ desk = dania, isQuote = false, memo = '' } = {},
	): Promise<void> {
		const { record, path, textDigest } = await passageWith(id, text)
		const body = { record, path, textDigest, themes, isQuote, memo }
		expect((await desk.post(`/api/transcripts/${id}/codings`, body)).status).toBe(204)
	}

	test('a transcript is its turns with the second notes, then its other notes: by seats, without names, of those who agreed', async () => {
		const transcript = await transcriptOf(group)
		expect(transcript.passages.map(({ at, speaker, text, by }) => [at, speaker, text, by])).toEqual([
			[60, '1', 'They trust the agent.', 'amina'],
			[62, '1', 'About trust.', 'bilal'],
			[95, '1', 'His number is 0300 1234567.', 'amina'],
			[99, '3', 'I would not say.', 'amina'],
			[null, '', 'Nobody knows what the law says.', 'amina'],
			[null, '', 'What law?', 'amina'],
		])
		expect(transcript.passages[0]).toMatchObject({ themes: ['actors', 'trust'], isQuote: true, codings: [] })
		expect(transcript.passages[0]?.sex?.code).toBe('female')
		expect(transcript.passages[0]?.about?.en).toBe('Agents and how they work')
		expect(transcript.passages[1]?.record).toBe(second)
		expect(transcript.passages[2]?.identifying).toBe('telephone')
		expect(transcript.passages[3]?.sex).toBeNull()
		expect(transcript.passages[4]).toMatchObject({ themes: ['law'], isQuote: false })
		expect(transcript.passages[5]).toMatchObject({ themes: ['law'], isQuote: true })
		expect(transcript.group?.label.en).toBe('Women')
		expect(JSON.stringify(transcript)).not.toContain('Gulnaz')
		// Questions that were not asked have nothing to code.
		expect((await transcriptOf(officer)).passages.map(({ text }) => text)).toEqual([
			'Said by a fia.',
			'It is seldom used.',
		])
	})

	test('the codebook begins with the themes that note-takers select, and keeps each wording of a theme', async () => {
		const before = await get<Theme[]>('/api/themes')
		expect(before.map(({ id }) => id).slice(0, 3)).toEqual(['heard', 'causes', 'vulner'])
		const trust = before.find(({ id }) => id === 'trust') as Theme
		expect(trust).toMatchObject({ version: 1, by: null, isOn: true })
		const wording = { label: trust.label, belongs: 'Also trust in courts.', notBelongs: '', place: 0 }
		const saved = await dania.post('/api/themes', { ...wording, id: 'trust', isOn: true, instead: 1 })
		expect(saved).toMatchObject({ status: 200, body: { version: 2 } })
		// A repeated request is written once; a user who saw the first version gets a conflict.
		const again = await dania.post('/api/themes', { ...wording, id: 'trust', isOn: true, instead: 1 })
		expect(again.body).toEqual({ version: 2 })
		const late = await bano.post('/api/themes', { ...wording, place: 3, id: 'trust', isOn: true, instead: 1 })
		expect(late).toMatchObject({ status: 409, body: { problem: 'theme-changed' } })
		const [first] = await get<Theme[]>('/api/themes')
		expect(first).toMatchObject({ id: 'trust', version: 2, belongs: 'Also trust in courts.' })
		expect(first?.earlier).toHaveLength(1)
		const fresh = { ...wording, label: { en: 'Money' }, id: 'money', isOn: true, instead: 0, place: 50 }
		expect((await dania.post('/api/themes', fresh)).body).toEqual({ version: 1 })
		expect((await get<Theme[]>('/api/themes')).at(-1)?.id).toBe('money')
	})

	test('a coding belongs to its coder, is in no record, and is removed by assigning no theme', async () => {
		const seen = await get<{ seen: string }>(`/api/records/${group}`)
		await code(group, 'They trust the agent.', ['money', 'trust'], { memo: 'Compare with men.' })
		await code(group, 'About trust.', ['trust'])
		const [first, notes] = (await transcriptOf(group, bano)).passages
		expect(first?.codings).toMatchObject([
			{ by: dania.person.id, themes: ['money', 'trust'], memo: 'Compare with men.', isChanged: false },
		])
		expect(notes?.codings).toMatchObject([{ themes: ['trust'], isQuote: false }])
		expect((await get<{ seen: string }>(`/api/records/${group}`)).seen).toBe(seen.seen)
		await code(group, 'About trust.', [])
		expect((await passageWith(group, 'About trust.')).codings).toEqual([])
	})

	test('an unknown theme, or a passage of another transcript, cannot be coded', async () => {
		const { record, path, textDigest } = await passageWith(group, 'About trust.')
		const plain = { record, path, textDigest, isQuote: false, memo: '' }
		const unknown = await dania.post(`/api/transcripts/${group}/codings`, { ...plain, themes: ['love'] })
		expect(unknown.body).toMatchObject({ problem: 'not-found' })
		const other = await dania.post(`/api/transcripts/${officer}/codings`, { ...plain, themes: ['trust'] })
		expect(other.body).toMatchObject({ problem: 'not-found' })
	})

	test('a coding is marked when its text has changed; nobody codes a text that they were not shown', async () => {
		await code(teacher, 'It is seldom used.', ['law'])
		const { record, path, textDigest } = await passageWith(teacher, 'It is seldom used.')
		await deskEdit(server, dania.person, teacher, { 'talk/t_law/q_law': 'It is never used.' })
		const now = await passageWith(teacher, 'It is never used.')
		expect(now.codings).toMatchObject([{ themes: ['law'], isChanged: true }])
		const late = await bano.post(`/api/transcripts/${teacher}/codings`, {
			record,
			path,
			textDigest,
			themes: ['law'],
			isQuote: false,
			memo: '',
		})
		expect(late).toMatchObject({ status: 409, body: { problem: 'record-changed' } })
		await code(teacher, 'It is never used.', ['law'])
		expect((await passageWith(teacher, 'It is never used.')).codings[0]?.isChanged).toBe(false)
	})

	test('a round lists for each transcript who found which theme in how many passages, the note-takers first', async () => {
		const { transcripts, coders } = await get<TranscriptListResponse>('/api/transcripts?round=endline')
		const its = transcripts.find(({ id }) => id === group)
		expect(its).toMatchObject({ district: 'PK607', passages: 6 })
		expect(its?.coded).toEqual([
			{ by: 'field', passages: 4, themes: { actors: 1, trust: 1, law: 2 } },
			{ by: dania.person.id, passages: 1, themes: { money: 1, trust: 1 } },
		])
		expect(transcripts).toHaveLength(3)
		expect(coders.map(({ code: name }) => name)).toEqual(['dania'])
		expect((await get<TranscriptListResponse>('/api/transcripts?round=baseline')).transcripts).toEqual([])
	})

	test('users of another district see none of it', async () => {
		const elsewhere = await server.desk('data-manager', ['PK608'])
		expect(
			(await get<TranscriptListResponse>('/api/transcripts?round=endline', elsewhere)).transcripts,
		).toEqual([])
		expect((await get<Quotes>('/api/transcripts/quotes?round=endline', elsewhere)).quotes).toEqual([])
		expect((await elsewhere.get(`/api/transcripts/${group}`)).status).toBe(404)
		const body = { record: group, path: 'x', textDigest: 'x', themes: [], isQuote: true, memo: '' }
		expect((await elsewhere.post(`/api/transcripts/${group}/codings`, body)).status).toBe(404)
	})

	test('quotes are found by theme, district, group, sex and coder; participants without consent to be quoted are excluded', async () => {
		const quotes = (more: string) => get<Quotes>(`/api/transcripts/quotes?round=endline${more}`)
		await code(officer, 'It is seldom used.', ['law'], { isQuote: true })
		const all = await quotes('')
		const texts = ({ quotes: found }: Quotes) => found.map(({ text }) => text).sort()
		expect(texts(all)).toEqual([
			'His number is 0300 1234567.',
			'It is seldom used.',
			'Said by a fia.',
			'Said by a teacher.',
			'They trust the agent.',
			'What law?',
		])
		const of = (text: string) => all.quotes.find((quote) => quote.text === text)
		expect(of('Said by a fia.')).toMatchObject({ district: 'PK609', group: null })
		expect(of('Said by a teacher.')?.group?.label.en).toBe('Teacher or principal')
		expect(of('His number is 0300 1234567.')).toMatchObject({ identifying: 'telephone', speaker: '1' })
		expect(of('They trust the agent.')?.themes.sort()).toEqual(['actors', 'money', 'trust'])
		expect(texts(await quotes('&theme=law'))).toEqual(['It is seldom used.', 'What law?'])
		expect(texts(await quotes('&group=women&sex=female'))).toHaveLength(2)
		expect(texts(await quotes('&district=PK607&theme=law'))).toEqual(['What law?'])
		expect(texts(await quotes('&by=field&theme=money'))).toEqual([])
		expect(texts(await quotes(`&by=${dania.person.id}`))).toEqual(['It is seldom used.'])
		expect(all.groups.map(({ code: name }) => name).sort()).toEqual(['teacher', 'women'])
	})

	test('for transcripts coded by two people their agreement is given theme by theme', async () => {
		await code(group, 'They trust the agent.', ['trust'], { desk: bano })
		await code(group, 'Nobody knows what the law says.', ['trust'], { desk: bano })
		const url = `/api/transcripts/agreement?round=endline&one=${dania.person.id}&other=${bano.person.id}`
		const found = await get<AgreementResponse>(url)
		expect(found).toMatchObject({ transcripts: 1, passages: 6 })
		// Both coders coded one of 6 passages, and one of them another.
		const trust = found.themes.find(({ id }) => id === 'trust')
		expect(trust).toMatchObject({ both: 1, one: 0, other: 1, neither: 4, same: 5 / 6 })
		expect(trust?.kappa).toBeCloseTo((5 / 6 - 22 / 36) / (1 - 22 / 36), 12)
		expect(found.themes.find(({ id }) => id === 'gender')?.kappa).toBeNull()
	})

	test('exports have a row for each coding and a text for each transcript, by codes of coders, and no name', async () => {
		const file = (format: string) => dania.get(`/api/transcripts/file?round=endline&format=${format}`)
		const table = await file('csv')
		expect(table.headers['content-disposition']).toBe('attachment; filename="codings-endline-2026-01-15.csv"')
		const lines = readCsvTable(table.raw.toString('utf8').replace('\ufeff', ''))
		const of = (text: string) =>
			lines
				.filter((line) => line.text === text)
				.map(({ coder, theme, quote, group: kind }) => [coder, theme, quote, kind].join(' '))
		expect(of('They trust the agent.').sort()).toEqual([
			'bano trust 0 women',
			'dania money 0 women',
			'dania trust 0 women',
			'field actors 1 women',
			'field trust 1 women',
		])
		// Quoted without a theme; this respondent did not agree to be named.
		expect(of('Said by a fia.')).toEqual(['field  1 '])
		expect(lines.find(({ text }) => text?.startsWith('His number'))?.identifying).toBe('telephone')
		const project = unzip((await file('qdpx')).raw)
		const all = [...project.values()].map(String).join('\n') + table.raw.toString('utf8')
		expect(project.get('project.qde')?.toString()).toContain('name="Trust in FIA and police"')
		expect(project.size).toBe(4)
		expect(all).not.toContain('Gulnaz')
		expect([...project.values()].map(String).join('')).not.toContain('1234567')
		expect((await dania.get('/api/transcripts/file?round=nowhere&format=csv')).status).toBe(404)
	})

	test('an erased record takes its codings along', async () => {
		const rows = async () =>
			(await server.store.reading.db.selectFrom('coding').select('record').execute()).map(
				({ record }) => record,
			)
		expect(await rows()).toContain(officer)
		await server.store.write((session) => session.eraseRevisions(officer, []))
		expect(await rows()).not.toContain(officer)
		expect(await rows()).toContain(group)
		const quoted = await server.store.reading.db.selectFrom('coded_passage').select('record').execute()
		expect(quoted.map(({ record }) => record)).not.toContain(officer)
	})
})
