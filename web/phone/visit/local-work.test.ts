import { expect, test } from 'vitest'
import type { HouseholdProgress } from '#shared/sample/household-progress'
import type { ListedDraft } from '../../storage/drafts/drafts.ts'
import type { LocalRecordListItem } from '../../storage/records/records.ts'
import { groupLocalWork, linkedFrom } from './local-work.ts'

const sample = [
	{
		round: 'endline',
		cluster: 'PK607-01',
		area: 'urban' as const,
		lines: [{ household: 10, line: 1, selection: 0.5 }],
	},
]
const work = (more: Partial<HouseholdProgress> = {}): HouseholdProgress => ({
	round: 'endline',
	cluster: 'PK607-01',
	household: 10,
	visit: 1,
	appointment: '',
	isVisited: true,
	comesBack: true,
	result: '',
	replaces: null,
	...more,
})
const draft = (id: string, more: Partial<ListedDraft> = {}): ListedDraft => ({
	id,
	record: id,
	form: { id: 'household', ver: 1 },
	name: '',
	page: 0,
	startedAt: 0,
	changedAt: 0,
	isCorrection: false,
	isCopied: false,
	isUnreadable: false,
	work: work(),
	...more,
})
const record = (id: string, more: Partial<LocalRecordListItem> = {}): LocalRecordListItem => ({
	id,
	form: { id: 'household', ver: 1 },
	name: '',
	status: 'submitted',
	isVoid: false,
	openCases: 0,
	changedAt: 0,
	sendState: 'at-server',
	isUnreadable: false,
	isEvicted: false,
	work: work({ result: 'refused' }),
	...more,
})
const linkOf = (drafts: ListedDraft[], records: LocalRecordListItem[] = []) =>
	groupLocalWork(sample, drafts, records).get('PK607-01')?.get(10)?.href

test('a draft can be continued, and a finished record comes first', () => {
	expect(linkOf([draft('d')])).toBe('/fill/d')
	expect(linkOf([draft('d')], [record('r')])).toBe('/record/r')
})
test('of two drafts the newer one is continued, and the other is not hidden', () => {
	// lists are newest first
	const found = groupLocalWork(sample, [draft('new'), draft('old')], [])
	expect([...linkedFrom(found)]).toEqual(['/fill/new'])
})
test('void, unreadable or corrected records, or those of another round, household or form, do not count', () => {
	expect(linkOf([draft('d', { isCorrection: true })])).toBeUndefined()
	expect(linkOf([draft('d', { isUnreadable: true })])).toBeUndefined()
	expect(linkOf([draft('d', { work: null })])).toBeUndefined()
	expect(linkOf([], [record('r', { isVoid: true })])).toBeUndefined()
	expect(linkOf([], [record('r', { work: work({ round: 'baseline', result: 'complete' }) })])).toBeUndefined()
	expect(linkOf([], [record('r', { work: work({ household: 11 }) })])).toBeUndefined()
})
test('started on the user’s other phone, it can be opened and continued', () => {
	expect(linkOf([], [record('r', { status: 'draft', work: work() })])).toBe('/record/r')
})
