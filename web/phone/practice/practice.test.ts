import '../../../tests/helpers/browser.ts'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { type FormPage, listRelevantPages, pagesOf, questionsOn } from '#shared/forms/pages'
import type { FakeServer } from '#shared/testing/fake-server'
import { connect, goodLine, serverWithForm, unlockedAt } from '../../../tests/helpers/unlocked-session.ts'
import { database } from '../../storage/database/database.ts'
import { createAnswerWriter, hasAnyUnkept } from '../../storage/drafts/answer-writer.ts'
import { beginDraft, listDrafts } from '../../storage/drafts/drafts.ts'
import type { VaultSession } from '../../storage/enrolment/enrolments.ts'
import { computeDeviceInventory } from '../../storage/outbox/device-inventory.ts'
import { outboxState } from '../../storage/outbox/outbox.ts'
import { listRecords } from '../../storage/records/records.ts'
import { exchangeBundle, minBatchBytes } from '../../sync/exchange-bundle.ts'
import { copyDrafts } from '../../sync/save-draft-copies.ts'
import { createFilling } from '../fill/filling.ts'
import { openPractice, type Practice, practiceCode } from './open-practice.ts'
import { type Tip, tips, whichTip } from './select-tip.ts'

vi.mock('../../storage/vault/derive-pin-key.ts', async () => {
	const { argon2id } = await import('hash-wasm')
	return {
		derivePinKey: (password: string, salt: Uint8Array) =>
			argon2id({
				password,
				salt,
				memorySize: 1024,
				iterations: 1,
				parallelism: 1,
				hashLength: 32,
				outputType: 'binary',
			}),
	}
})

let server: FakeServer
let vaultSession: VaultSession
const send = () => exchangeBundle(vaultSession, { batchBytes: minBatchBytes, lastInventory: '' }, 'test')
beforeEach(async () => {
	// localStorage of an earlier test would hide what the next one writes
	localStorage.clear()
	server = serverWithForm()
	vaultSession = await unlockedAt(server)
	connect(goodLine(server))
	await send()
})

async function practise(): Promise<Practice> {
	const practice = await openPractice(vaultSession, 'ur')
	if (!practice) throw new Error('the household survey is not on this phone')
	return practice
}

/**
 * Answers that decide the way through the form; every other question gets its first choice, or stays empty.
 */
const answers: Readonly<Record<string, string>> = {
	cluster_id: 'PK607-03',
	line_no: '12',
	hh_no: '12',
	is_reserve: 'no',
	visit_no: '1',
	gps_reason: 'indoors',
	contact: 'contacted',
	hh_size: '6',
	n_adults: '1',
	m_label: 'Bano',
	m_gender: 'female',
	m_age: '34',
	sel_avail: 'now',
	privacy: 'alone',
	consent: 'yes',
	consent_recontact: 'no',
	age: '34',
	gender: 'female',
	local_term: 'words that nobody else writes',
	result: 'complete',
}

/** Goes from the first page to the last; returns the tips by the last group's name. */
function goThrough({ filling }: Pick<Practice, 'filling'>): [page: string, tip: Tip][] {
	const { session } = filling
	const pages = pagesOf(session.form)
	const shownTips = new Set<Tip>()
	const moments: [string, Tip][] = []
	for (let page: FormPage | undefined = pages[0]; page; page = next(page)) {
		const tip = whichTip(page, session, shownTips)
		if (tip) {
			shownTips.add(tip)
			moments.push([page.group?.part.name ?? '', tip])
		}
		const answered = new Set<string>()
		for (;;) {
			for (const { part, template } of page.parts)
				if (part.kind === 'repeat' && session.isRelevant(template) && session.rows(template).length === 0)
					filling.addRow(template)
			const path = questionsOn(page, session).find((each) => !answered.has(each))
			if (path === undefined) break
			answered.add(path)
			if (session.isReadOnly(path)) continue
			const { part } = session.nodeAt(path)
			const wanted = answers[part.name]
			const [first] = session.choices(path)
			if (part.kind === 'question' && part.type === 'acknowledge') filling.answer(path, 'OK')
			else if (part.kind === 'question' && part.type === 'select-many')
				filling.answer(path, [first?.name ?? ''])
			else if (first) filling.answer(path, wanted ?? first.name)
			else if (wanted !== undefined) filling.type(path, wanted)
		}
	}
	return moments

	function next({ index }: FormPage) {
		return listRelevantPages(pages, session).find((each) => each.index > index)
	}
}

/** Returns every row of every store, and localStorage. */
async function readAllStorage(): Promise<string> {
	const db = await database()
	const stores = await Promise.all(
		db.tables.map(async (table) => [
			table.name,
			await table.toCollection().primaryKeys(),
			await table.toArray(),
		]),
	)
	const localItems = Array.from({ length: localStorage.length }, (_, at) => {
		const key = localStorage.key(at) ?? ''
		return [key, localStorage.getItem(key)]
	})
	return JSON.stringify([stores, localItems], (_, value: unknown) =>
		ArrayBuffer.isView(value) || value instanceof ArrayBuffer
			? Buffer.from(value as ArrayBuffer).toString('hex')
			: value,
	)
}

describe('a practice interview', () => {
	test('goes through the whole household survey to an end without missing answers', async () => {
		const practice = await practise()
		goThrough(practice)
		const { session } = practice.filling
		expect(session.violations()).toEqual([])
		expect([...session.finalAnswers().values()]).toContain('words that nobody else writes')
	})
	test('changes nothing in the storage of the phone, from the first question to the end', async () => {
		const before = await readAllStorage()
		const practice = await practise()
		goThrough(practice)
		expect(await practice.filling.whenSaved()).toBeNull()
		practice.filling.session.close()
		expect(await readAllStorage()).toBe(before)
		// the same answers in a draft are found by the same search
		const draft = await beginDraft(vaultSession, { id: 'household', ver: 1 })
		const filling = createFilling({
			session: (await practise()).filling.session,
			draft,
			keeper: await createAnswerWriter(vaultSession, draft, { onChange: () => {} }),
			attachments: {
				waiting: new Map(),
				save: async () => '',
				drop: async () => {},
				deleteReplaced: async () => {},
			},
			problem: () => null,
			onSaved: () => {},
			onFirstAnswer: () => {},
		})
		goThrough({ filling })
		expect(await filling.whenSaved()).toBeNull()
		expect(await readAllStorage()).not.toBe(before)
	})
	test('is in no list and no count, and waits for nothing', async () => {
		goThrough(await practise())
		expect(await listDrafts(vaultSession)).toEqual([])
		expect(await listRecords(vaultSession)).toEqual([])
		expect(await outboxState(vaultSession.device)).toMatchObject({ records: 0, refused: 0 })
		expect(await computeDeviceInventory(vaultSession.device, new Set(), Date.now())).toMatchObject({
			waiting: 0,
			records: 0,
			drafts: 0,
			files: { count: 0 },
		})
		expect(hasAnyUnkept()).toBe(false)
	})
	test('leaves nothing to copy or send in a sync', async () => {
		const practice = await practise()
		goThrough(practice)
		await practice.filling.whenSaved()
		expect(await copyDrafts(vaultSession)).toBe(false)
		expect(await send()).toMatchObject({ sent: 0, more: false })
	})
	test('starts empty each time', async () => {
		goThrough(await practise())
		const { filling } = await practise()
		expect([...filling.session.draftAnswers().values()]).not.toContain('Bano')
	})
	test('shows a withdrawal code that matches no record', async () => {
		const { filling } = await practise()
		goThrough({ filling })
		const code = filling.session.form.consent?.code
		expect(filling.session.read(code?.template ?? '')).toBe(practiceCode)
	})
	test('is available before a round is open', async () => {
		server.publish({
			kind: 'campaign',
			ref: 'test',
			body: { project: 'test', offsetMinutes: 300, districts: [], rounds: closedRounds },
		})
		await send()
		const { filling } = await practise()
		expect([...filling.session.draftAnswers()]).toContainEqual(['a_visit/line/round', 'baseline'])
	})
	test('reports that it cannot start without forms', async () => {
		expect(await openPractice(await unlockedAt(serverWithForm()), 'en')).toBeNull()
	})
})

test('each tip is shown once, where it applies: location, list, privacy, after consent', async () => {
	const moments = goThrough(await practise())
	expect(moments).toEqual([
		['line', 'answer'],
		['preset', 'back'],
		['door', 'place'],
		['roster', 'rows'],
		['privacy_first', 'hide'],
		['about_1', 'stop'],
		['about_2', 'unsaid'],
		['source', 'several'],
	])
	expect(moments.map(([, tip]) => tip).sort()).toEqual([...tips].sort())
})
const closedRounds = [{ code: 'baseline', name: { en: 'Baseline' }, state: 'closed', demonstration: false }]
