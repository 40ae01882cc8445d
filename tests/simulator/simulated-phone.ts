import { buildReadingContext } from '#shared/expressions/scope'
import type { Answer } from '#shared/forms/answers'
import { FormSession } from '#shared/forms/form-session'
import type { Problem } from '#shared/kernel/problem'
import type { SeededRandom } from '#shared/kernel/seeded-random'
import { indexAttachments } from '../../web/storage/attachments/attachment-index.ts'
import { folderNamed, namesIn } from '../../web/storage/attachments/attachments.ts'
import { saveAttachment } from '../../web/storage/attachments/save-attachment.ts'
import { database } from '../../web/storage/database/database.ts'
import { type AnswerWriter, createAnswerWriter } from '../../web/storage/drafts/answer-writer.ts'
import { beginCorrection } from '../../web/storage/drafts/begin-correction.ts'
import { deleteReplacedFile, discardDraft } from '../../web/storage/drafts/discard-draft.ts'
import {
	beginDraft,
	listDrafts,
	type OpenDraft,
	openDraft,
	saveDraftSummary,
} from '../../web/storage/drafts/drafts.ts'
import { saveRevision } from '../../web/storage/drafts/save-revision.ts'
import { enrolmentOf, type VaultSession } from '../../web/storage/enrolment/enrolments.ts'
import { evictRecords } from '../../web/storage/eviction/evict-records.ts'
import { currentForms } from '../../web/storage/records/documents.ts'
import { listRecords } from '../../web/storage/records/records.ts'
import { revisionIn } from '../../web/storage/records/revision-rows.ts'
import { startAttachmentSender } from '../../web/sync/attachment-sender.ts'
import { exchangeBundle, minBatchBytes } from '../../web/sync/exchange-bundle.ts'
import { replaceEnrolment } from '../../web/sync/replace-enrolment.ts'
import { copyDrafts } from '../../web/sync/save-draft-copies.ts'
import { writeOfflineFile } from '../../web/sync/write-offline-file.ts'
import { ExpectedPictures } from './expected-pictures.ts'
import { clock, newPrivateFiles } from './fake-phone-platform.ts'
import { droppedQuestion, formId, formOfVersion } from './forms.ts'
import { copyPhone, type OldCopy, restoreSnapshot } from './phone-snapshot.ts'

/** Bytes of a photo that takes several parts, for which 200 KB are enough. */
const largestPicture = 200_000

/** An old copy with the photos that were expected at that time. */
interface PhoneCopy extends OldCopy {
	readonly expected: ReadonlySet<string>
}

/** Actions of an enumerator on a phone; each succeeds, or throws what the phone's code throws. */
export class PhoneDays {
	/** Current enrolment; replaced when the phone learns that it was cloned. */
	vaultSession: VaultSession
	/** Records whose draft was discarded here: they may be missing on this phone. */
	readonly discarded = new Set<string>()
	/** Revisions that are damaged on this phone. */
	readonly rotten = new Set<string>()
	/** Evicted revisions, each with the sequence number up to which a backup was complete. */
	readonly givenUp = new Map<string, number>()
	/** Every photo that the phone ever took, by name. */
	readonly pictures = new Map<string, Uint8Array>()
	readonly expectedPictures = new ExpectedPictures()
	/** Evicted photos. */
	readonly picturesGivenUp = new Set<string>()
	/** Form version with which the draft of each finished revision began. */
	readonly writtenUnder = new Map<string, number>()
	readonly #begunUnder = new Map<string, number>()
	readonly #files = newPrivateFiles()
	/** Id of the phone, which stays the same after a new enrolment. */
	readonly #phone: string
	readonly #random: SeededRandom

	constructor(vaultSession: VaultSession, phone: string, random: SeededRandom) {
		this.vaultSession = vaultSession
		this.#phone = phone
		this.#random = random
	}
	/**
	 * Starts or corrects a record, then finishes it, leaves it as a draft or discards it; true if it was
	 * discarded. `record`: corrects this one; `also`: answers to include.
	 * @throws Problem `not-found` if the record is not on this phone
	 */
	async work(record?: string, also: Readonly<Record<string, Answer | null>> = {}): Promise<boolean> {
		this.#files.takeInHand()
		const random = this.#random
		// reassigned records are read-only, and evicted ones are not here
		const records = (await listRecords(this.vaultSession)).filter(
			({ isEvicted, isHandedOn }) => !isEvicted && !isHandedOn,
		)
		const drafts = await listDrafts(this.vaultSession)
		const newest = (await currentForms(this.vaultSession)).find(({ id }) => id === formId)?.version
		// there is no form before the first sync
		if (newest === undefined) return false
		const draft =
			record !== undefined
				? await beginCorrection(this.vaultSession, record)
				: drafts.length > 0 && random.chance(0.3)
					? random.pick(drafts).id
					: records.length > 0 && random.chance(0.6)
						? await beginCorrection(this.vaultSession, random.pick(records).id)
						: await beginDraft(this.vaultSession, { id: formId, ver: newest })
		if (random.chance(0.05)) {
			const ofRecord = (await openDraft(this.vaultSession, draft))?.record
			await discardDraft(this.vaultSession, draft)
			if (ofRecord !== undefined) this.discarded.add(ofRecord)
			return true
		}
		const opened = await openDraft(this.vaultSession, draft)
		if (!opened) return false
		const { about } = opened
		let version = this.#begunUnder.get(draft) ?? about.form.ver
		// the protocol lets a record continue under a newer version, although no screen offers it yet
		// not with answers of the older version, on the disk or waiting for room there
		const isUntouched = opened.stamp === 0 && !this.#begunUnder.has(draft)
		if (about.isCorrection && isUntouched && version < newest && random.chance(0.3)) {
			version = newest
			await saveDraftSummary(this.vaultSession, draft, { ...about, form: { id: formId, ver: newest } })
		}
		this.#begunUnder.set(draft, version)
		const keeper = await createAnswerWriter(this.vaultSession, draft, { onChange: () => undefined })
		for (let change = 1 + random.below(3); change > 0; change--) {
			const [path, answer] = this.#change(opened.answers, version)
			keeper.write(path, answer)
		}
		for (const [path, answer] of Object.entries(also)) keeper.write(path, answer)
		if (random.chance(0.3)) await this.#takePicture(keeper, opened)
		await keeper.whenSaved()
		if (random.chance(0.25)) return false
		const form = formOfVersion(version)
		let picture: Answer | undefined
		const id = await saveRevision({
			vaultSession: this.vaultSession,
			draft,
			form,
			answersOf: ({ answers }) => {
				const final = new FormSession(form, {
					answers,
					isNew: false,
					wasFinished: about.isCorrection,
					context: buildReadingContext(about.startedAt),
				}).finalAnswers()
				picture = final.get('p')
				return final
			},
			status: 'submitted',
		})
		if (id === null) return false
		this.writtenUnder.set(id, version)
		if (typeof picture === 'string' && this.pictures.has(picture)) this.expectedPictures.finished(picture, id)
		return false
	}
	/** As the form does: the previous photo is deleted after the new one is on disk. */
	async #takePicture(keeper: AnswerWriter, { id, answers }: OpenDraft): Promise<void> {
		const random = this.#random
		const grain = random.bytes(61)
		const size = 1 + random.below(random.chance(0.3) ? largestPicture : 20_000)
		// no two parts are equal
		const bytes = Uint8Array.from({ length: size }, (_, at) => (grain[at % 61] ?? 0) ^ (at >> 8))
		const name = await saveAttachment(this.vaultSession.vault, {
			kind: 'picture',
			ending: 'jpg',
			blob: new Blob([bytes]),
		})
		this.pictures.set(name, bytes)
		keeper.write('p', name)
		if ((await keeper.whenSaved()) === null)
			await deleteReplacedFile(this.vaultSession, id, [answers.get('p')])
	}
	#change(answers: ReadonlyMap<string, Answer>, version: number): [string, Answer | null] {
		const random = this.#random
		const rows = [...answers.keys()].filter((path) => /^r\/@[^/]+$/.test(path))
		switch (random.below(6)) {
			case 0:
				return ['a', random.chance(0.1) ? null : `text ${random.below(4)}`]
			case 1:
				return ['b', random.below(5)]
			case 2:
				return version > 1
					? ['c', `text ${random.below(4)}`]
					: [droppedQuestion, ['o1', 'o2', 'o3'].filter(() => random.chance(0.5))]
			case 3:
				return rows.length > 0 && random.chance(0.4)
					? [random.pick(rows), null]
					: [`r/@${random.below(1e6)}`, rows.length + 1]
			default:
				return rows.length > 0 ? [`${random.pick(rows)}/age`, random.below(4)] : ['b', random.below(5)]
		}
	}
	/** Evicts records that a backup of the server contains. */
	async makeRoom(now: number): Promise<void> {
		this.#files.takeInHand()
		const { device } = this.vaultSession
		const before = await this.revisionIds()
		const { durable = 0 } = await enrolmentOf(device)
		const pictures = await this.picturesHere()
		await indexAttachments(this.vaultSession)
		const evicted = await evictRecords(this.vaultSession, { now, keepDays: 1 })
		const remainingPictures = new Set(await this.picturesHere())
		for (const name of pictures) if (!remainingPictures.has(name)) this.picturesGivenUp.add(name)
		if (evicted === 0) return
		const after = await this.revisionIds()
		for (const id of before) if (!after.has(id)) this.givenUp.set(id, durable)
	}
	/** Returns the finished records of the enumerator that the server has in the current state. */
	async allSent(): Promise<string[]> {
		const records = await listRecords(this.vaultSession)
		return records.flatMap(({ id, status, sendState, isEvicted, isHandedOn }) =>
			status === 'submitted' && sendState === 'at-server' && !isEvicted && !isHandedOn ? [id] : [],
		)
	}
	/** Returns the evicted records, of which only the list entry is left. */
	async evictedRecords(): Promise<Set<string>> {
		return new Set(
			(await listRecords(this.vaultSession)).flatMap(({ id, isEvicted }) => (isEvicted ? [id] : [])),
		)
	}
	/** Copies the drafts and syncs once. */
	async send(): Promise<boolean> {
		await copyDrafts(this.vaultSession)
		const { more, isCloned } = await exchangeBundle(
			this.vaultSession,
			{ batchBytes: minBatchBytes, lastInventory: '' },
			'sim',
		)
		if (more || !isCloned) return more
		await (await database()).settings.put({ key: 'phone', value: this.#phone })
		const other = await replaceEnrolment(this.vaultSession)
		if (!other) return false
		this.vaultSession = other
		return true
	}
	/**
	 * Sends photos, each once, or only some parts: records are sent before. Returns the reason if some could
	 * not be sent.
	 * @throws Problem if it is unexpected
	 */
	async sendPictures(maxParts = Number.POSITIVE_INFINITY): Promise<Problem | null> {
		this.#files.takeInHand()
		let problem: Problem | null = null
		let parts = 0
		const sender = startAttachmentSender(this.vaultSession, {
			mayGoOn: () => parts++ < maxParts,
			onChange: (state) => {
				problem = state.problem
			},
		})
		try {
			sender.wake(false)
			await navigator.locks.request('zila-attachments-out', async () => undefined)
		} finally {
			sender.stop()
		}
		return problem
	}
	/** Writes an offline file with everything that the server has not acknowledged. Null if there is nothing. */
	async saveFile(withAttachments: boolean): Promise<Blob | null> {
		this.#files.takeInHand()
		const written = await writeOfflineFile(this.vaultSession, { withAttachments, app: 'sim', now: clock.now })
		return written?.file ?? null
	}
	/** Returns the names of the photos that are on the phone. */
	async picturesHere(): Promise<string[]> {
		this.#files.takeInHand()
		const here = new Set(await namesIn(await folderNamed('recordings')))
		return [...this.pictures.keys()].filter((name) => here.has(name))
	}
	async copy(): Promise<PhoneCopy> {
		this.#files.takeInHand()
		const expected = new Set(this.expectedPictures.names)
		return { ...(await copyPhone(this.vaultSession.device, this.pictures.keys())), expected }
	}
	/** Restores the phone from an old copy, as manufacturers' backups do. */
	async goBackTo(old: PhoneCopy): Promise<void> {
		this.#files.takeInHand()
		const row = await restoreSnapshot(old, this.vaultSession.device, this.pictures.keys())
		this.expectedPictures.putBack(old.expected, this.pictures.keys(), old.pictures)
		// an old draft has its old version
		this.#begunUnder.clear()
		if (row) this.vaultSession = { ...this.vaultSession, device: row.device, signingKey: row.signingKey }
	}
	/** Damages an unsent revision by flipping a bit, so that it cannot be read any more. */
	async rot(): Promise<void> {
		const db = await database()
		const rows = await db.revisions.where({ device: this.vaultSession.device, state: 'waiting' }).toArray()
		if (rows.length === 0) return
		const row = this.#random.pick(rows)
		const revision = await revisionIn(this.vaultSession, row)
		if (revision) this.expectedPictures.rotted(row.id, revision.set)
		const box = row.box.slice(0)
		const bytes = new Uint8Array(box)
		const at = this.#random.below(bytes.length)
		bytes[at] = (bytes[at] ?? 0) ^ 1
		// sometimes both copies are damaged: the authentication tag of the sealed one is changed
		const isBoth = row.sealed && this.#random.chance(0.5)
		const sealed = row.sealed?.map((byte, i, { length }) => (isBoth && i === length - 1 ? byte ^ 1 : byte))
		await db.revisions.put({ ...row, box, ...(sealed ? { sealed } : {}) })
		this.rotten.add(row.id)
	}
	/** Deletes all phones and the browser's storage, so that seeds are independent. */
	static async forgetAll(): Promise<void> {
		localStorage.clear()
		const db = await database()
		await db.transaction('rw', db.tables, () => Promise.all(db.tables.map((table) => table.clear())))
	}
	/** Returns the ids of all readable revisions on the phone. */
	async revisionIds(): Promise<Set<string>> {
		const rows = await (await database()).revisions.toArray()
		const own = rows.filter(
			({ device, state }) => device === this.vaultSession.device && state !== 'unreadable',
		)
		return new Set(own.map(({ id }) => id).filter((id) => !this.rotten.has(id)))
	}
}
