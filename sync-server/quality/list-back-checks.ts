import type { StoredAnswers } from '#shared/export/table-plan'
import {
	type BackCheckResult,
	compareBackCheck,
	drawBackChecks,
	errorRate,
	isTooHigh,
} from '#shared/quality/back-check'
import type { BackCheckListItem, BackCheckListResponse } from '#shared/quality/back-check-assignment'
import type { RoundThresholds } from '#shared/quality/round-thresholds'
import { readHouseholdProgress } from '#shared/sample/household-progress'
import { canWorkInDistrict } from '#shared/study/district-work'
import { backCheckForm, coverageForms } from '#shared/study/record-attributes'
import { dayOf } from '#shared/study/study-day'
import { allPeople, asPerson } from '../storage/people/people.ts'
import {
	completedIn,
	listAnswersOf,
	listBackCheckRows,
	listFinishedAnswers,
} from '../storage/quality/back-checks.ts'
import type { Store } from '../storage/store.ts'
import { findBackCheckTarget } from './back-check-target.ts'
import { listRecontactable } from './recontact-consent.ts'

export interface BackCheckQuery {
	readonly round: string
	readonly demonstration: boolean
	readonly district: string
	readonly limits: RoundThresholds
}

/** Lists the back-checks of a district with their results, and the rate of differences by enumerator. */
export async function listBackChecks(store: Store, query: BackCheckQuery): Promise<BackCheckListResponse> {
	const { reading, project } = store
	const { round, district, limits } = query
	const of = { project, round, demonstration: query.demonstration }
	const people = new Map((await allPeople(reading)).map((row) => [row.id, asPerson(row)]))
	const named = (id: string) => {
		const { name = '—', code = '' } = people.get(id) ?? {}
		return { id, name, code }
	}
	const interviews = await completedIn(reading, { ...of, form: coverageForms.household }, district)
	const agreed = await listRecontactable(
		reading,
		interviews.map(({ id }) => id),
	)
	const drawn = drawBackChecks(
		interviews
			.filter(({ id }) => agreed.has(id))
			.map(({ id, owner, started }) => ({ record: id, person: owner, day: dayOf(Date.parse(started)) })),
		limits,
	)
	const given = new Map((await listBackCheckRows(reading, round)).map((row) => [row.record, row.person]))
	// An assigned back-check stays listed, whatever is drawn since and whatever happens to the interview.
	const sentTo = [...given].flatMap(([record, person]) => (person === null ? [] : [record]))
	const listed = (await listAnswersOf(reading, [...new Set([...drawn, ...sentTo])]))
		.filter((row) => row.district === district)
		.sort((a, b) => (a.started < b.started ? -1 : 1))
	const made = await checksMade(store, { ...of, form: backCheckForm }, district)
	const found: { readonly listed: BackCheckListItem; readonly check: BackCheckResult | null }[] = []
	for (const row of listed) {
		const { id, owner, started, cluster } = row
		const stored = JSON.parse(row.answers) as StoredAnswers
		const place = findBackCheckTarget(stored, row.sex)
		const check = checkOf(owner, made.get(`${cluster} ${place?.household}`) ?? [])
		const result = check && compareBackCheck(stored.answers, check.answers, limits)
		const holder = given.get(id) ?? null
		// If the respondent was not reached, the back-check may be assigned to another person by now.
		const checker = (result?.isReached ? check?.owner : (holder ?? check?.owner)) ?? null
		found.push({
			check: result?.isReached && row.void === 0 ? result : null,
			listed: {
				record: id,
				person: named(owner),
				day: dayOf(Date.parse(started)),
				...(place ?? { household: 0, line: null, sex: null }),
				cluster: cluster ?? '',
				state: result ? (result.isReached ? 'checked' : 'not-reached') : holder ? 'given' : 'to-give',
				checker: checker === null ? null : named(checker),
				isOwn: check?.owner === owner,
				saysNobodyCame:
					result?.compared.some(({ question, isSame }) => question === 'was_interviewed' && !isSame) ?? false,
				differences: (result?.compared ?? [])
					.filter(({ isSame, question }) => !isSame && question !== 'was_interviewed')
					.map(({ question, type, before, now }) => ({ question, type, before, now })),
			},
		})
	}
	const rate = (checks: readonly BackCheckResult[], type: 1 | 2) => {
		const each = errorRate(checks, type)
		return { ...each, isTooHigh: isTooHigh(each, type, limits) }
	}
	return {
		interviews: interviews.length,
		checks: found.map((each) => each.listed),
		enumerators: [...new Set(interviews.map(({ owner }) => owner))].map((person) => {
			const theirs = found.filter(({ listed: each }) => each.person.id === person)
			// Checks of one's own interviews do not count.
			const checks = theirs.flatMap(({ check, listed: each }) => (check && !each.isOwn ? [check] : []))
			return {
				person: named(person),
				interviews: interviews.filter(({ owner }) => owner === person).length,
				drawn: theirs.length,
				checked: checks.length,
				typeOne: rate(checks, 1),
				typeTwo: rate(checks, 2),
			}
		}),
		people: [...people.values()]
			.filter((person) => canWorkInDistrict(person, district, round))
			.map(({ id }) => named(id)),
	}
}

interface CheckMade {
	readonly owner: string
	readonly answers: StoredAnswers['answers']
	readonly isReached: boolean
}

/**
 * Returns the last check in which the respondent was reached, or else the last one. Checks by the enumerator
 * of the interview count only if there are no others.
 */
function checkOf(enumerator: string, made: readonly CheckMade[]): CheckMade | null {
	const byOthers = made.filter(({ owner }) => owner !== enumerator)
	const counting = byOthers.length > 0 ? byOthers : made
	return counting.findLast(({ isReached }) => isReached) ?? counting.at(-1) ?? null
}

/** Groups checks by cluster and household, oldest first. */
async function checksMade(store: Store, of: Parameters<typeof listFinishedAnswers>[1], district: string) {
	const found = new Map<string, CheckMade[]>()
	for (const { owner, answers: stored } of await listFinishedAnswers(store.reading, of, district)) {
		const { answers } = JSON.parse(stored) as StoredAnswers
		const place = readHouseholdProgress(answers, true)
		if (!place) continue
		const key = `${place.cluster} ${place.household}`
		const isReached = answers.some(([path, answer]) => path.endsWith('/reached') && answer === 'yes')
		found.set(key, [...(found.get(key) ?? []), { owner, answers, isReached }])
	}
	return found
}
