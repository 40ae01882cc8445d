import '../../tests/helpers/browser.ts'
import { Dexie } from 'dexie'
import { beforeAll, expect, test, vi } from 'vitest'
import { allFunctions } from '#shared/expressions/functions'
import { compileForm } from '#shared/forms/compile-form'
import {
	connect,
	goodLine,
	household,
	serverWithForm,
	unlockedAt,
} from '../../tests/helpers/unlocked-session.ts'
import { isOperatorSession } from '../phone/unlock/device-wording.ts'
import { exchangeBundle, minBatchBytes } from '../sync/exchange-bundle.ts'
import { attachmentsOnPhone, isOnlyByWifi, listAttachments } from './attachments/attachment-index.ts'
import { lastCopyAt } from './database/backup-file-time.ts'
import { database } from './database/database.ts'
import { subscribeToQuery } from './database/live-query.ts'
import { persistence } from './database/persistence.ts'
import { isClosedReport } from './drafts/begin-correction.ts'
import { commentsOn } from './drafts/comments.ts'
import { hasLeft } from './drafts/draft-copies.ts'
import { beginDraft, listDrafts, openDraft } from './drafts/drafts.ts'
import { saveRevision } from './drafts/save-revision.ts'
import { enrolmentOf, peopleOnPhone, type VaultSession } from './enrolment/enrolments.ts'
import { countErasedRecords } from './eviction/erased-seen.ts'
import { listOfflineFiles } from './outbox/offline-files.ts'
import { outboxState } from './outbox/outbox.ts'
import { lockedState } from './outbox/sealed-outbox.ts'
import { listAssignedBackChecks } from './records/back-checks.ts'
import {
	compiledForm,
	currentForms,
	hasMessages,
	hasOrders,
	loadStudy,
	personOnPhone,
} from './records/documents.ts'
import { helpOnPhone, reportForms, roleKeysOnPhone } from './records/field-contacts.ts'
import { landmarksOnPhone, saveLandmark } from './records/landmarks.ts'
import { messagesOnPhone } from './records/messages.ts'
import { listRecords, recordOnPhone } from './records/records.ts'
import { sampleOnPhone } from './records/sample.ts'
import { mayHaveSecurityNotes } from './records/security-events.ts'
import { securityNotes } from './records/security-notes.ts'
import { importKey } from './vault/second-key.ts'
import { createVaultFromKey, unwrapVaultKey } from './vault/vault.ts'

vi.mock('./vault/derive-pin-key.ts', () => ({ derivePinKey: async () => new Uint8Array(32) }))

const compiled = compileForm(household, allFunctions)
if ('faults' in compiled) throw new Error('the household survey does not compile')
const { form } = compiled

/** Names of the tables that are queried, as long as the test notes them. */
const queried = { live: new Set<string>(), unnoticed: new Set<string>() }
const round = 'A'
let session: VaultSession
let record = ''
let draft = ''

beforeAll(async () => {
	const server = serverWithForm()
	connect(goodLine(server))
	session = await unlockedAt(server)
	const begin = () => beginDraft(session, { id: 'household', ver: 1 })
	const finished = await begin()
	record = (await openDraft(session, finished))?.record ?? ''
	await saveRevision({
		vaultSession: session,
		draft: finished,
		form,
		answersOf: () => new Map([['d_about/about_1/age', 34]]),
		status: 'submitted',
	})
	draft = await begin()
	await saveLandmark(session, { round, cluster: 'PK607-03', household: 12 }, 'blue gate')
	await exchangeBundle(session, { batchBytes: minBatchBytes, lastInventory: '' }, 'test')
	const db = await database()
	db.use({
		stack: 'dbcore',
		level: 20,
		create: (core) => ({
			...core,
			table(name) {
				const table = core.table(name)
				const note =
					<Request, Found>(query: (request: Request) => Found) =>
					(request: Request): Found => {
						const { PSD } = Dexie.Promise as unknown as { PSD: { subscr?: unknown } }
						queried[PSD.subscr ? 'live' : 'unnoticed'].add(name)
						return query(request)
					}
				return {
					...table,
					get: note(table.get),
					getMany: note(table.getMany),
					query: note(table.query),
					count: note(table.count),
					openCursor: note(table.openCursor),
				}
			},
		}),
	})
	// the middleware applies from the next opening
	db.close()
	await database()
})

const reads: Readonly<Record<string, () => Promise<unknown>>> = {
	attachmentsOnPhone: () => attachmentsOnPhone(session.device, []),
	commentsOn: async () => {
		const found = await recordOnPhone(session, record)
		return found && commentsOn(session, found)
	},
	compiledForm: () => compiledForm(session, 'household', 1),
	countErasedRecords: () => countErasedRecords(session.device),
	currentForms: () => currentForms(session),
	enrolmentOf: () => enrolmentOf(session.device),
	hasLeft: () => hasLeft(session, draft),
	hasMessages: () => hasMessages(session),
	hasOrders: () => hasOrders(session),
	helpOnPhone: () => helpOnPhone(session),
	isClosedReport: async () => {
		const found = await recordOnPhone(session, record)
		return found && isClosedReport(session, found)
	},
	isOnlyByWifi: () => isOnlyByWifi(session.device),
	isOperatorSession: () => isOperatorSession(session.device),
	landmarksOnPhone: () => landmarksOnPhone(session),
	lastCopyAt: () => lastCopyAt(session.device),
	listAssignedBackChecks: () => listAssignedBackChecks(session, round),
	listAttachments: () => listAttachments(session.device),
	listDrafts: () => listDrafts(session),
	listOfflineFiles,
	listRecords: () => listRecords(session),
	loadStudy: () => loadStudy(session),
	lockedState: () => lockedState(session.device),
	mayHaveSecurityNotes: () => mayHaveSecurityNotes(session),
	messagesOnPhone: () => messagesOnPhone(session, Date.now()),
	outboxState: () => outboxState(session.device),
	peopleOnPhone,
	persistence,
	personOnPhone: () => personOnPhone(session),
	recordOnPhone: () => recordOnPhone(session, record),
	reportForms: () => reportForms(session),
	roleKeysOnPhone: () => roleKeysOnPhone(session),
	sampleOnPhone: () => sampleOnPhone(session, round),
	securityNotes: () => securityNotes(session, Date.now()),
}

const unnoticedIn = async (read: () => Promise<unknown>) => {
	queried.live.clear()
	queried.unnoticed.clear()
	await new Promise((done, failed) => {
		const end = subscribeToQuery(
			async () => {
				await read()
				// whatever is read after it must be noticed as well
				await (await database()).enrolling.count()
			},
			{
				next() {
					end()
					done(null)
				},
				error: failed,
			},
		)
	})
	return [...queried.unnoticed]
}

test.each(Object.entries(reads))('a live query notices all that %s reads', async (_, read) => {
	// with a new vault, so that nothing is cached
	const { wrappedKey, ...row } = await enrolmentOf(session.device)
	if (!wrappedKey) throw new Error('the key of the vault is gone')
	const key = await importKey(await unwrapVaultKey('482915', { ...row, wrappedKey }))
	session = { ...session, vault: createVaultFromKey(key) }
	expect(await unnoticedIn(read)).toEqual([])
	expect([...queried.live]).toContain('enrolling')
})

test('a live query notices what is read while the database is being opened', async () => {
	const db = await database()
	db.close()
	void database()
	expect(await unnoticedIn(() => peopleOnPhone())).not.toContain('enrolling')
	expect([...queried.live]).toContain('enrolling')
})
