import { deflateRawSync } from 'node:zlib'
import type { Answer } from '#shared/forms/answers'
import { evaluateRecord } from '#shared/forms/evaluate-record'
import type { Point } from '#shared/kernel/geodesy'
import { randomId } from '#shared/kernel/ids'
import { type SeededRandom, seededRandom } from '#shared/kernel/seeded-random'
import type { Person } from '#shared/people/people'
import { fold } from '#shared/revisions/fold'
import { emptyView, revisionOf } from '#shared/revisions/new-revision'
import { getCurrentAnswers } from '#shared/revisions/record-state'
import { type Revision, writeRevision } from '#shared/revisions/revision'
import { listServedRoles } from '#shared/study/deployments'
import { coverageForms, helplineForm, materialForm } from '#shared/study/record-attributes'
import { type District, demonstrationRound } from '#shared/study/study'
import { dayAfter, dayOf } from '#shared/study/study-day'
import type { Frame } from '#shared/sync/bundle'
import { revisionFrame } from '#shared/sync/revision-frame'
import { invite } from '../people/invitations.ts'
import { addPerson } from '../people/people.ts'
import type { ServerContext } from '../set-up.ts'
import { addPhone, type Device, findDevice } from '../storage/people/devices.ts'
import { findPersonCalled } from '../storage/people/people.ts'
import { findRecordIdsOfOwner } from '../storage/records/records.ts'
import { plannedDaysOf, savePlannedDays } from '../storage/sample/rounds-and-targets.ts'
import { receiveRevisions } from '../sync/receive-bundle.ts'
import { maxOpened } from '../sync/work-limits.ts'
import { addSample } from './add-sample.ts'
import { generateAnswers } from './generate-answers.ts'
import { callsOfToday } from './generate-calls.ts'
import { materialDaysAgo, materialEntries } from './generate-material.ts'
import { generateReferrals } from './generate-referrals.ts'
import { type Conduct, conductOf, finishOf } from './working-days.ts'

export interface DemonstrationCode {
	readonly who: string
	readonly code: string
	/** Page where the code is entered. */
	readonly path: string
}

/** Share of the target that a demonstration district has reached; repeats over the list of districts. */
const progress = [1, 0.9, 0.82, 0.71, 0.6, 0.48, 0.33, 0.21, 0.1, 0]

/**
 * Adds a round of generated records, so that everything can be seen before fieldwork. They arrive in the same
 * way as real ones, in a demonstration round whose records no other round's exports contain. An interrupted
 * earlier start is completed. `size`: share of all records to generate, from 0 to 1.
 */
export async function addDemonstration(
	ready: ServerContext,
	now: number,
	size = 1,
): Promise<DemonstrationCode[]> {
	const some = ready.study.districts.slice(0, 3).map(({ code }) => code)
	const serves = await ready.forms.serves()
	if (serves.includes('helpline')) await fillHelpline(ready, now, size)
	const people = [
		['demo-enumerator', 'Demo Enumerator', 'enumerator', some, 'enumerator', '/enrol'],
		['demo-coordinator', 'Demo Coordinator', 'coordinator', some, 'coordinator', '/desk'],
		['demo-operator', 'Demo Operator', 'helpline-operator', 'all', 'operator', '/enrol'],
		['demo-manager', 'Demo Data Manager', 'data-manager', 'all', 'data manager', '/desk'],
	] as const
	const codes: DemonstrationCode[] = []
	const offered = listServedRoles(serves)
	const ids = new Map<string, string>()
	for (const [code, name, role, districts, who, path] of people) {
		if (!offered.includes(role)) continue
		const id = await ensurePerson(ready, { code, name, role, districts, language: 'en' }, now)
		ids.set(code, id)
		codes.push({ who, path, code: (await invite(ready.store, id, now)).code })
	}
	if (!serves.includes('survey')) return codes
	await planRound(ready, now)
	for (const [i, district] of ready.study.districts.entries()) {
		const share = progress[i % progress.length] ?? 0
		const interviews = Math.round(district.targetInterviews * share * size)
		const filled = { position: i, now, interviews, share }
		const demonstrator = i === triedDistrict ? (ids.get('demo-enumerator') ?? null) : null
		await addSample(ready, district, {
			enumerators: share > 0 ? await fillDistrict(ready, district, filled) : [],
			interviewsEach: Math.ceil(interviews / enumerators.length),
			households: Math.round(district.targetInterviews * size),
			demonstrator,
			districtLocation: locationOf(ready, district),
		})
	}
	return codes
}

const locationOf = ({ districtLocations }: ServerContext, { code }: District): Point | null =>
	districtLocations.get(code) ?? null

/** Position of the district in which a user who tries a phone works: there are households left. */
const triedDistrict = 1

/** Focus groups of a district, at most. */
const groupsOfDistrict = 2
/** Enumerators of each district, by first name. */
const enumerators = ['Amina', 'Bilal', 'Sana'] as const

/** Days of fieldwork to come, so that progress can be compared with a plan. */
const daysToCome = 12

/** Sets the last day of the demonstration round, unless it is set. */
async function planRound({ store }: ServerContext, now: number): Promise<void> {
	const round = demonstrationRound.code
	if ((await plannedDaysOf(store.reading, round)).lastDay !== null) return
	await savePlannedDays(store.changing, {
		project: store.project,
		round,
		first_day: null,
		last_day: dayAfter(dayOf(now), daysToCome),
		person: '',
		at: new Date(now).toISOString(),
	})
}

async function ensurePerson(
	{ store, study }: ServerContext,
	given: Pick<Person, 'code' | 'name' | 'role' | 'districts' | 'language'>,
	now: number,
): Promise<string> {
	const known = await findPersonCalled(store.reading, given.code)
	return known?.id ?? (await addPerson(store, study, { ...given, demonstration: true }, now)).id
}

async function ensurePhone(
	{ store }: ServerContext,
	person: string,
	{ seed, now, conduct }: Pick<Filled, 'seed' | 'now' | 'conduct'>,
): Promise<Device> {
	const random = seededRandom(seed + 2)
	const id = randomId(random.bytes)
	const lastSeen = new Date(now - (conduct.silentDays * 24 + random.below(40)) * hourMs).toISOString()
	if (!(await findDevice(store.reading, id)))
		await addPhone(store.changing, {
			id,
			person,
			phone: id,
			label: 'Demonstration',
			publicKey: null,
			enrolled: new Date(now).toISOString(),
			lastSeen,
		})
	const device = await findDevice(store.reading, id)
	if (!device) throw new Error('a phone of the demonstration is not there')
	return device
}

interface FilledDistrict {
	/** Position of the district in the list. */
	readonly position: number
	readonly now: number
	/** Interviews of households. */
	readonly interviews: number
	/** Share of the target that is reached. */
	readonly share: number
}

/** Adds the records of a district. Returns its enumerators. */
async function fillDistrict(
	ready: ServerContext,
	district: District,
	{ position, now, interviews: all, share }: FilledDistrict,
): Promise<string[]> {
	const each = Math.ceil(all / enumerators.length)
	const people: string[] = []
	for (const [k, firstName] of enumerators.entries()) {
		const code = `demo-${district.code.toLowerCase()}${k === 0 ? '' : `-${k + 1}`}`
		const name = `Demo ${firstName} ${district.name.en ?? district.code}`
		const districts = [district.code]
		const person = await ensurePerson(
			ready,
			{ name, code, role: 'enumerator', districts, language: 'ur' },
			now,
		)
		people.push(person)
		const interviews = Math.max(0, Math.min(each, all - k * each))
		const wanted: Wanted[] = [[coverageForms.household, interviews]]
		if (k === 0)
			wanted.push(
				[coverageForms.focusGroup, share > 0.7 ? groupsOfDistrict : share > 0.4 ? 1 : 0],
				[coverageForms.keyInformant, share > 0.5 ? 2 : 0],
				[materialForm, Math.round(materialEntries * share)],
			)
		const conduct = conductOf(position, k)
		const { offsetMinutes } = ready.study
		// after the interviews of households, so that nobody is in two places at once
		const before: Readonly<Record<string, number>> = {
			[coverageForms.focusGroup]: interviews,
			[coverageForms.keyInformant]: interviews + groupsOfDistrict,
		}
		const writtenAt: Filled['writtenAt'] = (form, i, random) =>
			form === materialForm
				? now - materialDaysAgo(i, random) * dayMs - random.below(10 * 60) * 60_000
				: finishOf(conduct, (before[form] ?? 0) + i, { now, offsetMinutes, random })
		const first = { [coverageForms.household]: k * each }
		await fill(ready, {
			person,
			code,
			district,
			wanted,
			first,
			seed: 31 * (position + 1) + 7 * k,
			now,
			writtenAt,
			conduct,
		})
		// a store of an earlier version has all interviews of the district by one enumerator
		const known = await findRecordIdsOfOwner(ready.store.reading, person)
		if (k === 0 && known.size > wanted.reduce((sum, [, records]) => sum + records, 0)) break
	}
	return people
}

const [hourMs, dayMs] = [3_600_000, 86_400_000]

/** Adds the calls of a year; those of the last two days first. */
async function fillHelpline(ready: ServerContext, now: number, size: number): Promise<void> {
	const [district] = ready.study.districts
	if (!district) return
	const code = 'demo-helpline'
	const person = await ensurePerson(
		ready,
		{ name: 'Demo Helpline', code, role: 'helpline-operator', districts: 'all', language: 'ur' },
		now,
	)
	const wanted: Wanted[] = [[helplineForm, Math.round(600 * size)]]
	const writtenAt: Filled['writtenAt'] = (_, i, random) =>
		now - random.below(i < callsOfToday ? 2 : 365) * dayMs - random.below(36_000) * 1000
	await fill(ready, {
		person,
		code,
		district,
		wanted,
		first: {},
		seed: 19_91,
		now,
		writtenAt,
		conduct: conductOf(0, 0),
	})
	await generateReferrals(ready.store, person, now)
}

type Wanted = readonly [form: string, records: number]
interface Filled {
	readonly person: string
	readonly code: string
	readonly district: District
	readonly wanted: readonly Wanted[]
	/** Number of the first record of a form within its district, if not 0. */
	readonly first: Readonly<Record<string, number>>
	readonly seed: number
	readonly now: number
	/** When a record was finished, ms since 1970, by its index among those of the person. */
	readonly writtenAt: (form: string, i: number, random: SeededRandom) => number
	readonly conduct: Conduct
}

/**
 * Adds generated records. The same seed gives the same records with the same ids, so existing ones are
 * skipped.
 */
async function fill(
	ready: ServerContext,
	{ person, code, district, wanted, first, seed, now, writtenAt, conduct }: Filled,
): Promise<void> {
	const { store, forms, study } = ready
	const [shortest, longest] = conduct.minutes
	// Ids have a random source of their own, since the number of answers drawn depends on the day.
	const [ids, random] = [seededRandom(seed), seededRandom(seed + 1)]
	const there = await findRecordIdsOfOwner(store.reading, person)
	if (there.size >= wanted.reduce((sum, [, records]) => sum + records, 0)) return
	const device = await ensurePhone(ready, person, { seed, now, conduct })
	let n = there.size
	const savings: Saving[] = []
	const current = await forms.current()
	for (const [formId, count] of wanted) {
		const form = current.find(({ id }) => id === formId)
		const compiled = form ? await forms.compiled(form.id, form.version) : null
		if (!form || !compiled) continue
		for (let own = 0; own < count; own++) {
			const record = randomId(ids.bytes)
			const written = writtenAt(formId, own, random)
			const i = (first[formId] ?? 0) + own
			const answers = generateAnswers(compiled, {
				round: demonstrationRound.code,
				district,
				person: code,
				i,
				random,
				now: written - (shortest + random.below(longest - shortest)) * 60_000,
				offsetMinutes: study.offsetMinutes,
				districtLocation: locationOf(ready, district),
				isAtOneHouse: conduct.isAtOneHouse,
			})
			const isDisputed = formId === coverageForms.household && i % 120 === 5
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
