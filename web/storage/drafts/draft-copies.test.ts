import '../../../tests/helpers/browser.ts'
import { beforeEach, expect, test, vi } from 'vitest'
import { allFunctions } from '#shared/expressions/functions'
import { compileForm } from '#shared/forms/compile-form'
import { FormSession } from '#shared/forms/form-session'
import type { FakeServer } from '#shared/testing/fake-server'
import { testSurroundings } from '#shared/testing/scenario'
import { emptyDisk } from '../../../tests/helpers/private-files.ts'
import {
	connect,
	goodLine,
	household,
	serverWithForm,
	unlockedAt,
} from '../../../tests/helpers/unlocked-session.ts'
import { exchangeBundle, minBatchBytes } from '../../sync/exchange-bundle.ts'
import { copyDrafts } from '../../sync/save-draft-copies.ts'
import { saveBackupFileTime } from '../database/backup-file-time.ts'
import { database } from '../database/database.ts'
import type { VaultSession } from '../enrolment/enrolments.ts'
import { listRecords, recordOnPhone } from '../records/records.ts'
import { createAnswerWriter } from './answer-writer.ts'
import { hasLeft } from './draft-copies.ts'
import { beginDraft } from './drafts.ts'
import { saveRevision } from './save-revision.ts'

vi.mock('../vault/derive-pin-key.ts', async () => ({
	derivePinKey: async (pin: string) => new TextEncoder().encode(pin.padEnd(32, '0')),
}))

const compiled = compileForm(household, allFunctions)
if ('faults' in compiled) throw new Error('the household survey does not compile')
const { form } = compiled
const age = 'd_about/about_1/age'
let server: FakeServer
let vaultSession: VaultSession
const sync = async () => {
	const line = { batchBytes: minBatchBytes, lastInventory: '' }
	while ((await exchangeBundle(vaultSession, line, 'test')).more);
}
beforeEach(async () => {
	emptyDisk()
	server = serverWithForm()
	vaultSession = await unlockedAt(server)
	connect(goodLine(server))
	// fetches the form
	await sync()
})

const agreed = {
	'a_visit/door/contact': 'contacted',
	'b_household/roster/n_adults': 1,
	'b_household/roster/members/@one': 1,
	'b_household/choice/sel_avail': 'now',
	'c_consent/privacy_first/privacy': 'alone',
	'c_consent/agree/consent': 'yes',
	[age]: 34,
}
/** Saves a draft with consent and an age, and an unsent copy of it. */
async function copied(): Promise<string> {
	const draft = await beginDraft(vaultSession, { id: 'household', ver: 1 })
	const keeper = await createAnswerWriter(vaultSession, draft, { onChange: () => undefined })
	for (const [path, answer] of Object.entries(agreed)) keeper.write(path, answer)
	await keeper.whenSaved()
	await copyDrafts(vaultSession)
	return draft
}
const stop = (draft: string, wish: string) =>
	saveRevision({
		vaultSession,
		draft,
		form,
		status: 'submitted',
		answersOf({ answers }) {
			const session = new FormSession(form, { answers, isNew: false, context: testSurroundings })
			session.type('n_result/result', 'partial')
			session.type('n_result/stop_wish', wish)
			return session.finalAnswers()
		},
	})
const revisions = async () =>
	(await database()).revisions.where({ device: vaultSession.device, state: 'waiting' }).toArray()
const currentAnswers = async () => {
	const [listed] = await listRecords(vaultSession)
	return (await recordOnPhone(vaultSession, listed?.id ?? ''))?.state
}

test('unsent copies are deleted with answers that are to be deleted, and nothing depends on them', async () => {
	const draft = await copied()
	expect(await revisions()).toHaveLength(1)
	expect(await hasLeft(vaultSession, draft)).toBe(false)
	const id = await stop(draft, 'delete')
	expect((await revisions()).map((row) => row.id)).toEqual([id])
	const view = await currentAnswers()
	expect(view?.fields.has(age)).toBe(false)
	expect(view?.waiting).toEqual([])
	expect(view?.status).toBe('submitted')
	await sync()
	expect((await listRecords(vaultSession))[0]).toMatchObject({ sendState: 'at-server', isUnwanted: true })
})
test('copies stay if the respondent agrees to keep the answers', async () => {
	const draft = await copied()
	await stop(draft, 'keep')
	expect(await revisions()).toHaveLength(2)
	expect((await currentAnswers())?.fields.has(age)).toBe(true)
	expect((await listRecords(vaultSession))[0]?.isUnwanted).toBeUndefined()
})
test.each([
	['it is on the server', sync],
	[
		'it was sent, and the reply was lost',
		async () => {
			connect(async (body) => {
				await goodLine(server)(body)
				throw new TypeError('the line broke')
			})
			await sync().catch(() => undefined)
		},
	],
	[
		'it is in an exported file',
		async () => void (await saveBackupFileTime(vaultSession.device, Date.now() + 1)),
	],
	[
		'it may be in transit',
		async () => {
			void navigator.locks.request('zila-sync', () => new Promise<void>((done) => setTimeout(done, 300)))
			await Promise.resolve()
		},
	],
])('a copy stays below the end status if %s', async (where, leave) => {
	const draft = await copied()
	await leave()
	if (!where.includes('transit')) expect(await hasLeft(vaultSession, draft)).toBe(true)
	await stop(draft, 'delete')
	const view = await currentAnswers()
	expect(view?.fields.get(age) ?? null).toBeNull()
	await new Promise((later) => setTimeout(later, 300))
	connect(goodLine(server))
	await sync()
	const all = await (await database()).revisions
		.where({ device: vaultSession.device, state: 'at-server' })
		.toArray()
	expect(all).toHaveLength(2)
	expect((await currentAnswers())?.conflicts).toEqual([])
	expect((await currentAnswers())?.status).toBe('submitted')
})
