import type { Point } from '#shared/kernel/geodesy'
import type { Person } from '#shared/people/people'
import { listServedRoles } from '#shared/study/deployments'
import { coverageForms, helplineForm, materialForm } from '#shared/study/record-attributes'
import { type District, demonstrationRound, type Round } from '#shared/study/study'
import { dayAfter, dayOf } from '#shared/study/study-day'
import type { FileStore } from '../attachments/file-store.ts'
import { invite } from '../people/invitations.ts'
import { addPerson } from '../people/people.ts'
import type { ServerContext } from '../set-up.ts'
import { asPerson, findPersonCalled } from '../storage/people/people.ts'
import { findRecordIdsOfOwner } from '../storage/records/records.ts'
import { plannedDaysOf, savePlannedDays } from '../storage/sample/rounds-and-targets.ts'
import { addMedia } from './add-media.ts'
import { addSample, closeLastCluster } from './add-sample.ts'
import { closedInterviews, closedInterviewsOf } from './closed-rounds.ts'
import { countRecords, fillRecords, type Wanted } from './fill-records.ts'
import { finishRound } from './finish-rounds.ts'
import { callsOfToday } from './generate-calls.ts'
import { materialEntries, materialFinish } from './generate-material.ts'
import { generateReferrals } from './generate-referrals.ts'
import { conductOf, finishOf } from './working-days.ts'

export interface DemonstrationCode {
	readonly who: string
	readonly code: string
	/** Page where the code is entered. */
	readonly path: string
}

/** Share of the target that a demonstration district has reached; repeats over the list of districts. */
const progress = [1, 0.9, 0.82, 0.71, 0.6, 0.48, 0.33, 0.21, 0.1, 0]

/**
 * Adds generated records, so that everything can be seen before fieldwork: a running round, and two finished
 * ones to compare. They arrive in the same way as real ones, in demonstration rounds whose records no other
 * round's exports contain. An interrupted earlier start is completed; a demonstration from before there were
 * finished rounds gets none. `size`: share of all records to generate, from 0 to 1.
 */
export async function addDemonstration(
	ready: ServerContext & { readonly files: FileStore },
	now: number,
	size = 1,
): Promise<DemonstrationCode[]> {
	const some = ready.study.districts.slice(0, 3).map(({ code }) => code)
	const serves = await ready.forms.serves()
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
	if (serves.includes('survey')) await fillSurvey(ready, ids, now, size)
	if (serves.includes('helpline')) await fillHelpline(ready, now, size)
	return codes
}

/** Adds the rounds of the survey. `ids`: of the demonstration's users, by username. */
async function fillSurvey(
	ready: ServerContext & { readonly files: FileStore },
	ids: ReadonlyMap<string, string>,
	now: number,
	size: number,
): Promise<void> {
	const { store, study } = ready
	const { rounds } = await study.current()
	const closed = rounds.filter(({ demonstration, state }) => demonstration && state === 'closed')
	await planRound(ready, now)
	for (const [i, district] of study.districts.entries()) {
		const share = progress[i % progress.length] ?? 0
		const interviews = Math.round(district.targetInterviews * share * size)
		const filled = {
			position: i,
			now,
			interviews,
			share,
			closed,
			inClosed: closedInterviews(district, i, size),
		}
		const demonstrator = i === triedDistrict ? (ids.get('demo-enumerator') ?? null) : null
		const people = await fillDistrict(ready, district, filled)
		await addSample(ready, district, {
			// where fieldwork has not started, nobody has an assignment
			enumerators: share > 0 ? people : [],
			interviewsEach: Math.ceil(interviews / enumerators.length),
			households: Math.round(district.targetInterviews * size),
			demonstrator,
			districtLocation: locationOf(ready, district),
			hasReplacementCluster: i === closedOff,
		})
		if (i === closedOff) await closeLastCluster(ready, district, ids.get('demo-coordinator') ?? '')
	}
	await addMedia(
		ready,
		study.districts.slice(0, districtsWithMedia).map(({ code }) => code),
		now,
	)
	const manager = await findPersonCalled(store.reading, 'demo-manager')
	if (manager)
		for (const round of closed) await finishRound(ready, round, { manager: asPerson(manager), now, size })
}

const locationOf = ({ districtLocations }: ServerContext, { code }: District): Point | null =>
	districtLocations.get(code) ?? null

/** Position of the district in which a user who tries a phone works: there are households left. */
const triedDistrict = 1

/** Position of a remote district, whose people give nearly the same answers: no reason to suspect its enumerators. */
const alike = 4

/** Position of the district with a cluster that nobody can enter. */
const closedOff = 2

/** Districts, from the first one, whose records have photos and recordings. */
const districtsWithMedia = 3

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

interface FilledDistrict {
	/** Position of the district in the list. */
	readonly position: number
	readonly now: number
	/** Interviews of households. */
	readonly interviews: number
	/** Share of the target that is reached. */
	readonly share: number
	/** Closed rounds, and the interviews of households in each of them. */
	readonly closed: readonly Round[]
	readonly inClosed: number
}

/** Adds the records of a district. Returns its enumerators. */
async function fillDistrict(
	ready: ServerContext,
	district: District,
	{ position, now, interviews: all, share, closed, inClosed }: FilledDistrict,
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
		const conduct = conductOf(position, k)
		const { offsetMinutes } = ready.study
		const inRound = (
			form: string,
			records: number,
			// after the interviews of households, so that nobody is in two places at once
			{ first = 0, before = 0 },
		): Wanted => ({
			round: demonstrationRound.code,
			form,
			records,
			indexOf: (own) => first + own,
			writtenAt: (own, random) =>
				form === materialForm
					? materialFinish(own, { now, offsetMinutes, random })
					: finishOf(conduct, before + own, { now, offsetMinutes, random }),
			conduct,
		})
		const { household, focusGroup, keyInformant } = coverageForms
		const wanted = [inRound(household, interviews, { first: k * each })]
		if (k === 0)
			wanted.push(
				inRound(focusGroup, share > 0.7 ? groupsOfDistrict : share > 0.4 ? 1 : 0, { before: interviews }),
				inRound(keyInformant, share > 0.5 ? 2 : 0, { before: interviews + groupsOfDistrict }),
				inRound(materialForm, Math.round(materialEntries * share), {}),
			)
		wanted.push(
			...closedInterviewsOf(closed, {
				position,
				k,
				team: enumerators.length,
				interviews: inClosed,
				now,
				offsetMinutes,
			}),
		)
		await fillRecords(ready, {
			person,
			code,
			district,
			wanted,
			seed: 31 * (position + 1) + 7 * k,
			now,
			silentDays: conduct.silentDays,
			districtLocation: locationOf(ready, district),
			isAlike: position === alike,
			hasMedia: position < districtsWithMedia,
		})
		// a store of an earlier version has all interviews of the district by one enumerator
		const known = await findRecordIdsOfOwner(ready.store.reading, person)
		if (k === 0 && known.size > countRecords(wanted)) break
	}
	return people
}

const dayMs = 86_400_000

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
	const conduct = conductOf(0, 0)
	const calls: Wanted = {
		round: demonstrationRound.code,
		form: helplineForm,
		records: Math.round(600 * size),
		indexOf: (own) => own,
		writtenAt: (own, random) =>
			now - random.below(own < callsOfToday ? 2 : 365) * dayMs - random.below(36_000) * 1000,
		conduct,
	}
	await fillRecords(ready, {
		person,
		code,
		district,
		wanted: [calls],
		seed: 19_91,
		now,
		silentDays: conduct.silentDays,
		districtLocation: locationOf(ready, district),
		isAlike: false,
		hasMedia: false,
	})
	await generateReferrals(ready.store, person, now)
}
