import { deflateRawSync } from 'node:zlib'
import type { Answer } from '#shared/forms/answers'
import { evaluateRecord } from '#shared/forms/evaluate-record'
import type { Point } from '#shared/kernel/geodesy'
import { randomId } from '#shared/kernel/ids'
import { type SeededRandom, seededRandom } from '#shared/kernel/seeded-random'
import { fold } from '#shared/revisions/fold'
import { revisionOf } from '#shared/revisions/new-revision'
import { emptyView, getCurrentAnswers } from '#shared/revisions/record-state'
import { type Revision, writeRevision } from '#shared/revisions/revision'
import { coverageForms } from '#shared/study/record-attributes'
import { type District, demonstrationRound } from '#shared/study/study'
import type { Frame } from '#shared/sync/bundle'
import { revisionFrame } from '#shared/sync/revision-frame'
import type { ServerContext } from '../set-up.ts'
import { addPhone, type Device, findDevice } from '../storage/people/devices.ts'
import { findRecordIdsOfOwner } from '../storage/records/records.ts'
import { receiveRevisions } from '../sync/receive-bundle.ts'
import { maxOpened } from '../sync/work-limits.ts'
import { generateAnswers } from './generate-answers.ts'
import type { Conduct } from './working-days.ts'

/** Records of one form that a person has in one round. */
export interface Wanted {
	readonly round: string
	readonly form: string
	readonly records: number
	/** Returns the index of a record within its district, by that among those of the person. */
	readonly indexOf: (own: number) => number
	/** Returns when a record was finished, ms since 1970, by its index among those of the person. */
	readonly writtenAt: (own: number, random: SeededRandom) => number
	readonly conduct: Conduct
}

export interface PersonToFill {
	readonly person: string
	/** Username. */
	readonly code: string
	readonly district: District
	/** Those of the running round first: ids are drawn in this order. */
	readonly wanted: readonly Wanted[]
	readonly seed: number
	readonly now: number
	/** Days without a sync, up to now. */
	readonly silentDays: number
	/** A location in the district; null if the list of districts has none. */
	readonly districtLocation: Point | null
	/** True if the people of the district resemble each other. */
	readonly isAlike: boolean
	/** True if its log and its talks have photos and recordings. */
	readonly hasMedia: boolean
}

const hourMs = 3_600_000

async function ensurePhone(
	{ store }: ServerContext,
	{ person, seed, now, silentDays }: PersonToFill,
): Promise<Device> {
	const random = seededRandom(seed + 2)
	const id = randomId(random.bytes)
	const lastSeen = new Date(now - (silentDays * 24 + random.below(40)) * hourMs).toISOString()
	if (!(await findDevice(store.reading, id)))
		await addPhone(store.changing, {
			id,
			person,
			phone: id,
			label: 'Android 13 · Chrome 130',
			publicKey: null,
			enrolled: new Date(now).toISOString(),
			lastSeen,
		})
	const device = await findDevice(store.reading, id)
	if (!device) throw new Error('a phone of the demonstration is not there')
	return device
}

/**
 * Adds generated records. The same seed gives the same records with the same ids, so existing ones are
 * skipped.
 */
export async function fillRecords(ready: ServerContext, filled: PersonToFill): Promise<void> {
	const { store, forms, study } = ready
	const { person, code, district, wanted, seed, districtLocation, isAlike, hasMedia } = filled
	// Ids have a random source of their own, since the number of answers drawn depends on the day.
	const [ids, random] = [seededRandom(seed), seededRandom(seed + 1)]
	const there = await findRecordIdsOfOwner(store.reading, person)
	if (there.size >= countRecords(wanted)) return
	const device = await ensurePhone(ready, filled)
	let n = there.size
	const savings: Saving[] = []
	const current = await forms.current()
	for (const { round, form: formId, records, indexOf, writtenAt, conduct } of wanted) {
		const form = current.find(({ id }) => id === formId)
		const compiled = form ? await forms.compiled(form.id, form.version) : null
		if (!form || !compiled) continue
		const [shortest, longest] = conduct.minutes
		for (let own = 0; own < records; own++) {
			const record = randomId(ids.bytes)
			const written = writtenAt(own, random)
			const i = indexOf(own)
			const answers = generateAnswers(compiled, {
				round,
				district,
				person: code,
				i,
				random,
				now: written - (shortest + random.below(longest - shortest)) * 60_000,
				offsetMinutes: study.offsetMinutes,
				districtLocation,
				isAtOneHouse: conduct.isAtOneHouse,
				isAlike: isAlike && round === demonstrationRound.code,
				withMedia: hasMedia ? record : null,
			})
			const isDisputed =
				formId === coverageForms.household && round === demonstrationRound.code && i % 120 === 5
			const changes = isDisputed ? disagreeing(answers, random) : []
			if (there.has(record)) continue
			const common = {
				project: store.project,
				record,
				form: { id: form.id, ver: form.version },
				author: person,
				device: device.id,
				status: 'submitted' as const,
			}
			const relevantAnswers = evaluateRecord(compiled, answers, written).relevant
			let view = emptyView
			const salt = randomId(random.bytes)
			savings.push({
				at: written,
				save(number) {
					const root = revisionOf({
						...common,
						view,
						answers: relevantAnswers,
						at: toWallTime(written),
						n: number,
						salt,
					})
					const { id, frame } = framed(root)
					view = fold(new Map([[id, { id, parents: [], set: root.set, rank: 1 }]]))
					return frame
				},
			})
			for (const [k, change] of changes.entries()) {
				const [at, own] = [written + (k + 1) * 7_500_000, randomId(random.bytes)]
				savings.push({
					at,
					save: (number) =>
						framed(
							revisionOf({
								...common,
								view,
								answers: new Map([...getCurrentAnswers(view), change]),
								at: toWallTime(at),
								n: number,
								salt: own,
							}),
						).frame,
				})
			}
		}
	}
	// A phone numbers its saves in order; a save with an earlier time than the one before looks like a clock set
	// back.
	savings.sort((a, b) => a.at - b.at)
	for (let left = savings.map(({ save }) => save(++n)); left.length > 0; ) {
		const acks = await receiveRevisions(ready, device, {
			revisions: left.slice(0, maxOpened.revisions),
			signatures: new Map(),
			// Generated by this server.
			mustBeSigned: false,
		})
		// Far below the cost limit of a bundle, so that every opened revision is accepted.
		left = left.slice(acks.length)
	}
}

export const countRecords = (wanted: readonly Pick<Wanted, 'records'>[]): number =>
	wanted.reduce((sum, { records }) => sum + records, 0)

/** A save on a phone, written with its number in the phone's order. */
interface Saving {
	/** Milliseconds since 1970. */
	readonly at: number
	readonly save: (n: number) => Frame
}

function framed(revision: Revision): { readonly id: string; readonly frame: Frame } {
	const { id, bytes } = writeRevision(revision)
	return { id, frame: revisionFrame(id, deflateRawSync(bytes)) }
}

const toWallTime = (ms: number): Revision['at'] => ({ wall: new Date(ms).toISOString(), tz: 300, off: 0 })

/** Two concurrent edits of one answer, which form a conflict. */
function disagreeing(answers: ReadonlyMap<string, Answer>, random: SeededRandom): [string, Answer][] {
	const path = [...answers.keys()].find((each) => each.endsWith('/age'))
	if (!path) return []
	const age = Number(answers.get(path))
	return [
		[path, age + 1 + random.below(3)],
		[path, age + 5 + random.below(3)],
	]
}
