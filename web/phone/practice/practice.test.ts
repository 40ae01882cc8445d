import '../../../tests/helpers/browser.ts'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { type FormPage, listRelevantPages, pagesOf, questionsOn } from '#shared/forms/pages'
import type { FakeServer } from '#shared/testing/fake-server'
import { connect, goodLine, serverWithForm, unlockedAt } from '../../../tests/helpers/unlocked-session.ts'
import { database } from '../../storage/database/database.ts'
import { hasAnyUnkept } from '../../storage/drafts/answer-writer.ts'
import { listDrafts } from '../../storage/drafts/drafts.ts'
import {
	deleteOldPractices,
	deletePractice,
	practiceLifetimeMs,
	readPractice,
} from '../../storage/drafts/stored-practice.ts'
import type { VaultSession } from '../../storage/enrolment/enrolments.ts'
import { computeDeviceInventory } from '../../storage/outbox/device-inventory.ts'
import { outboxState } from '../../storage/outbox/outbox.ts'
import { listRecords } from '../../storage/records/records.ts'
import { exchangeBundle, minBatchBytes } from '../../sync/exchange-bundle.ts'
import { copyDrafts } from '../../sync/save-draft-copies.ts'
import { openPractice, type Practice, type PracticeChoice, practiceCode } from './open-practice.ts'
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

const form = { id: 'household', ver: 1 }
async function practise(choice: PracticeChoice = { form }): Promise<Practice> {
	const practice = await openPractice(vaultSession, 'ur', choice)
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

/** Goes from the first page to the last; returns the tips by the last group's name. `onPage`: each page shown. */
function goThrough(
	{ filling, short }: Pick<Practice, 'filling' | 'short'>,
	onPage: (name: string) => void = () => {},
): [page: string, tip: Tip][] {
	const { session } = filling
	const pages = pagesOf(session.form)
	const shownTips = new Set<Tip>()
	const moments: [string, Tip][] = []
	for (let page: FormPage | undefined = pages[0]; page; page = next(page)) {
		onPage(page.group?.part.name ?? '')
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

	function next({ index }: FormPage): FormPage | undefined {
		const found = listRelevantPages(pages, session).find((each) => each.index > index)
		return found && short?.skip(found) ? next(found) : found
	}
}

/** Returns table and key of every row. */
async function listRows(): Promise<string[]> {
	const { tables } = await database()
	const keys = await Promise.all(
		tables.map(async (table) =>
			(await table.toCollection().primaryKeys()).map((key) => `${table.name} ${String(key)}`),
		),
	)
	return keys.flat()
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
	test('is one sealed box in the storage of the phone, until it is finished', async () => {
		const [before, rowsBefore] = [await readAllStorage(), await listRows()]
		const practice = await practise()
		goThrough(practice)
		expect(await practice.filling.whenSaved()).toBeNull()
		const added = (await listRows()).filter((row) => !rowsBefore.includes(row))
		expect(added).toEqual([`settings practice ${vaultSession.device}`])
		expect(await readAllStorage()).not.toContain('words that nobody else writes')
		await deletePractice(vaultSession)
		practice.filling.session.close()
		expect(await readAllStorage()).toBe(before)
	})
	test('is continued with its answers, at its page and in its language, for a day', async () => {
		const practice = await practise()
		const [, page] = pagesOf(practice.filling.session.form)
		practice.onPlace({ page: page?.index ?? 0, language: 'en' })
		goThrough(practice)
		practice.filling.type('a_visit/line/line_no', 'twelve')
		await practice.filling.whenSaved()
		const stored = await readPractice(vaultSession, Date.now())
		if (!stored) throw new Error('it was not stored')
		const again = await practise(stored)
		expect(again.first).toEqual({ page: 1, language: 'en' })
		expect([...again.filling.session.draftAnswers()]).toEqual([...practice.filling.session.draftAnswers()])
		expect(again.filling.session.typedAt('a_visit/line/line_no')).toBe('twelve')
		expect(await readPractice(vaultSession, stored.startedAt + practiceLifetimeMs)).toBeNull()
	})
	test('is deleted by any sync after a day', async () => {
		const practice = await practise()
		goThrough(practice)
		await practice.filling.whenSaved()
		const startedAt = (await readPractice(vaultSession, Date.now()))?.startedAt ?? 0
		await deleteOldPractices(startedAt + practiceLifetimeMs - 1)
		expect(await readPractice(vaultSession, startedAt)).not.toBeNull()
		await deleteOldPractices(startedAt + practiceLifetimeMs)
		expect(await readPractice(vaultSession, startedAt)).toBeNull()
	})
	test('another person, and the second PIN, cannot continue it', async () => {
		goThrough(await practise())
		const other = await unlockedAt(server)
		expect(await readPractice(other, Date.now())).toBeNull()
		const before = await readAllStorage()
		await deletePractice({ ...vaultSession, isDecoy: true })
		expect(await readAllStorage()).toBe(before)
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
	test('is short with eight pages, and complete', async () => {
		const practice = await practise({ form, shortPages: [] })
		const names: string[] = []
		const moments = goThrough(practice, (name) => names.push(name))
		expect(names).toEqual([
			...['line', 'door', 'roster', 'privacy_first'],
			...['agree', 'about_1', 'about_2', 'source'],
		])
		expect(practice.filling.session.violations()).toEqual([])
		expect(moments.map(([, tip]) => tip).sort()).toEqual([...tips].sort())
		// continued, it has the same pages
		await practice.filling.whenSaved()
		const stored = await readPractice(vaultSession, Date.now())
		const again = await practise(stored ?? { form })
		const namesAgain: string[] = []
		goThrough(again, (name) => namesAgain.push(name))
		expect(namesAgain).toEqual(names)
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
		expect(await openPractice(await unlockedAt(serverWithForm()), 'en', { form })).toBeNull()
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
