import type { RecordScope } from '#shared/cleaning/bulk-edit'
import { finishedStatuses } from '#shared/coverage/coverage'
import type { Person } from '#shared/people/people'
import type { RecordOrder, RecordQuery } from '#shared/review/record-list'
import { findDistricts } from '#shared/study/find-districts'
import { isDemonstrationRound, type Study } from '#shared/study/study'
import { type RecordSearch, splitHousehold } from '../storage/records/record-search.ts'
import type { RecordFilter } from '../storage/records/records.ts'

/**
 * Builds the filter for a person's query. Demonstration users see demonstration records only; others see
 * these only in a demonstration round.
 */
export const filterFor = (
	person: Person,
	study: Pick<Study, 'districts'>,
	query: RecordQuery,
): RecordFilter => ({
	round: query.round,
	inDistricts: query.district?.split(','),
	form: query.form,
	owners: query.owner?.split(','),
	isWaiting: query.waiting === '1',
	// Only the index of the review queue has flags; elsewhere the whole table would be read.
	flag: query.waiting === '1' ? query.flag : undefined,
	statuses:
		query.status !== undefined
			? query.status.split(',')
			: query.counted === '1'
				? finishedStatuses
				: undefined,
	isCounted: query.counted === '1',
	cluster: query.cluster,
	sex: query.sex,
	outcome: query.outcome,
	disposition: query.disposition,
	day: query.day,
	from: query.from,
	to: query.to,
	finishedAfter: query.finishedAfter,
	changedAfter: query.changedAfter,
	disputedAfter: query.disputedAfter,
	hasConflict: query.disputed === '1',
	hasProjectionError: query.notUnderstood === '1',
	search: query.search === undefined ? undefined : searchFor(query.search, study.districts),
	demonstration: person.demonstration || isDemonstrationRound(query.round ?? null),
	districts: person.districts,
	role: person.role,
})

function searchFor(text: string, districts: Study['districts']): RecordSearch {
	const codes = (name: string) => findDistricts(name, districts).map(({ code }) => code)
	const household = splitHousehold(text)
	return {
		text,
		districts: codes(text),
		household: household && { districts: codes(household.district), number: household.number },
	}
}

/** Filter for records that can be edited: finished, and not void. */
export const finishedFor = (
	person: Person,
	study: Pick<Study, 'districts'>,
	{ form, round, district }: RecordScope,
): RecordFilter => ({
	...filterFor(person, study, { form, round, ...(district === undefined ? {} : { district }) }),
	statuses: finishedStatuses,
	void: false,
})

/** Only records of the review queue are certainly finished and have a position by it. */
export const orderOf = ({ waiting, order }: RecordQuery): RecordOrder | undefined =>
	waiting === '1' ? order : undefined

/** District and round of a query, if they exist in the study: an address may contain anything. */
export const getValidScope = ({ district, round }: RecordQuery, { districts, rounds }: Study) => ({
	district: districts.find(({ code }) => code === district)?.code ?? null,
	round: rounds.find(({ code }) => code === round)?.code ?? null,
})
