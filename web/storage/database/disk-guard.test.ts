import '../../../tests/helpers/browser.ts'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { allFunctions } from '#shared/expressions/functions'
import { compileForm } from '#shared/forms/compile-form'
import { diskForTests } from '../../../tests/helpers/reserve.ts'
import { household, serverWithForm, unlockedAt } from '../../../tests/helpers/unlocked-session.ts'
import { saveAttachment } from '../attachments/save-attachment.ts'
import { type AnswerWriter, createAnswerWriter } from '../drafts/answer-writer.ts'
import { beginDraft, openDraft } from '../drafts/drafts.ts'
import { saveRevision } from '../drafts/save-revision.ts'
import type { VaultSession } from '../enrolment/enrolments.ts'
import { database, write } from './database.ts'
import { diskState, ensureSpace, fillReserve, onRoom, rejectWhenLow } from './disk-guard.ts'

vi.mock('../vault/derive-pin-key.ts', () => ({ derivePinKey: async () => new Uint8Array(32) }))

const compiled = compileForm(household, allFunctions)
if ('faults' in compiled) throw new Error('the household survey does not compile')
const { form } = compiled
const age = 'd_about/about_1/age'
const edu = 'd_about/about_2/edu'
const disk = diskForTests()
let vaultSession: VaultSession
let draft = ''
let keeper: AnswerWriter
beforeEach(async () => {
	disk.room = 'plenty'
	await ensureSpace()
	await fillReserve()
	vaultSession = await unlockedAt(serverWithForm())
	draft = await beginDraft(vaultSession, { id: 'household', ver: 1 })
	keeper = await createAnswerWriter(vaultSession, draft, { onChange: () => undefined })
	disk.questions.length = 0
})
afterEach(() => vi.restoreAllMocks())
const onDisk = async () => (await openDraft(vaultSession, draft))?.answers
const finish = () =>
	saveRevision({ vaultSession, draft, form, answersOf: ({ answers }) => answers, status: 'submitted' })
const full = () => new DOMException('full', 'QuotaExceededError')
/** Spies on every write to IndexedDB, so that a test sees if there was one. */
const spyOnWrites = () => [
	vi.spyOn(IDBObjectStore.prototype, 'put'),
	vi.spyOn(IDBObjectStore.prototype, 'add'),
	vi.spyOn(IDBObjectStore.prototype, 'delete'),
]

describe('before a write', () => {
	test('free space is tested, for an answer and for a record', async () => {
		keeper.write(age, 34)
		await keeper.whenSaved()
		expect(disk.questions).toMatchObject([{ ask: 'make', bytes: 256 * 1024 }])
		await finish()
		expect(disk.questions).toHaveLength(2)
	})
	test('the reserve frees space, and the user is told; once refilled, the warning ends', async () => {
		disk.room = 'in-reserve'
		keeper.write(age, 34)
		expect(await keeper.whenSaved()).toBeNull()
		expect((await onDisk())?.get(age)).toBe(34)
		expect(diskState()).toBe('tight')
		expect(await finish()).not.toBeNull()
		disk.room = 'plenty'
		await fillReserve()
		expect(diskState()).toBe('roomy')
	})
	test('[G1] without space the database is not touched; typed text waits and is saved later', async () => {
		disk.room = 'none'
		const writes = spyOnWrites()
		keeper.write(age, 34)
		expect(await keeper.whenSaved()).toMatchObject({ code: 'phone-full' })
		await expect(finish()).rejects.toMatchObject({ code: 'phone-full' })
		for (const each of writes) expect(each).not.toHaveBeenCalled()
		expect(diskState()).toBe('full')
		const listener = vi.fn()
		const stop = onRoom(() => {
			listener()
			keeper.retry()
		})
		disk.room = 'plenty'
		// without input: retried automatically
		await expect.poll(() => listener).toHaveBeenCalled()
		stop()
		expect(await keeper.whenSaved()).toBeNull()
		expect((await onDisk())?.get(age)).toBe(34)
	})
	test('private files that opened before and do not open now mean that the disk is full', async () => {
		disk.room = 'closed'
		keeper.write(age, 34)
		expect(await keeper.whenSaved()).toMatchObject({ code: 'phone-full' })
	})
})

describe('[G2] after a failed write', () => {
	test.each(['put', 'add', 'delete'] as const)(
		'in `%s`, the database is closed, and not opened before there is space',
		async (request) => {
			keeper.write(age, 34)
			await keeper.whenSaved()
			const close = vi.spyOn(IDBDatabase.prototype, 'close')
			const failing = vi.spyOn(IDBObjectStore.prototype, request).mockImplementation(() => {
				throw full()
			})
			await expect(finish()).rejects.toMatchObject({ code: 'phone-full' })
			failing.mockRestore()
			expect(close).toHaveBeenCalled()
			disk.room = 'none'
			await expect(database()).rejects.toMatchObject({ code: 'phone-full' })
			disk.room = 'plenty'
			expect((await onDisk())?.get(age)).toBe(34)
			expect(await finish()).not.toBeNull()
		},
	)
	test('more space than usual is required: the database rewrites what it had started', async () => {
		vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementationOnce(() => {
			throw new DOMException('io', 'UnknownError')
		})
		keeper.write(age, 34)
		expect(await keeper.whenSaved()).toMatchObject({ code: 'phone-storage-broken' })
		disk.questions.length = 0
		keeper.write(edu, 'matric')
		keeper.retry()
		expect(await keeper.whenSaved()).toBeNull()
		expect(disk.questions[0]).toMatchObject({ ask: 'make', bytes: 1024 * 1024 })
		expect((await onDisk())?.size).toBe(2)
	})
	test('a transaction aborted by the caller is not a disk failure', async () => {
		const close = vi.spyOn(IDBDatabase.prototype, 'close')
		await expect(
			saveRevision({ vaultSession, draft: 'none', form, answersOf: () => new Map(), status: 'submitted' }),
		).rejects.toMatchObject({ code: 'draft-gone' })
		await expect(
			write(['drafts'], async () => {
				throw new (await import('#shared/kernel/problem')).Problem('draft-gone')
			}),
		).rejects.toMatchObject({ code: 'draft-gone' })
		expect(close).not.toHaveBeenCalled()
	})
})

describe('[G3] photos and recordings', () => {
	const picture = (bytes: number) =>
		saveAttachment(vaultSession.vault, {
			kind: 'picture',
			ending: 'jpg',
			blob: new Blob([new Uint8Array(bytes)]),
		})
	test('are refused before the reserve is used', async () => {
		disk.room = 'in-reserve'
		const before = disk.reserve
		await expect(picture(200_000)).rejects.toMatchObject({ code: 'phone-nearly-full' })
		await expect(rejectWhenLow()).rejects.toMatchObject({ code: 'phone-nearly-full' })
		expect(disk.reserve).toBe(before)
	})
	test('that were refused are notified of space automatically, although every answer was saved in between', async () => {
		disk.room = 'in-reserve'
		await expect(picture(200_000)).rejects.toMatchObject({ code: 'phone-nearly-full' })
		const listener = vi.fn()
		const stop = onRoom(listener)
		keeper.write(age, 34)
		expect(await keeper.whenSaved()).toBeNull()
		disk.room = 'plenty'
		await expect.poll(() => listener).toHaveBeenCalled()
		stop()
		await rejectWhenLow()
	})
	test('are accepted again when the reserve is refilled', async () => {
		disk.room = 'in-reserve'
		await ensureSpace()
		expect(diskState()).toBe('tight')
		disk.room = 'plenty'
		await rejectWhenLow()
		expect(diskState()).toBe('roomy')
	})
})
