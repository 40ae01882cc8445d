import type { Person } from '#shared/people/people'
import { isDistrictInScope, may, type Permission } from '#shared/people/roles'
import type { Deployment, StudyResponse } from '#shared/study/deployments'
import type { ScopeKind } from '../kit/scope-kind.ts'

/** Record list of the review queue, the oldest record first. */
export const queueAddress = '/desk/records?waiting=1&order=oldest'
/** Record list with conflicts, which only data managers resolve. */
export const decideAddress = '/desk/records?disputed=1'

/** Groups of the navigation, in order. `overview` is one page, not a group that opens. */
export const groupNames = ['overview', 'fieldwork', 'quality', 'data', 'analysis', 'settings'] as const
export type GroupName = (typeof groupNames)[number]

/**
 * Pages of the desk. With `of`: only if there are forms of that kind. With `scope`: the top bar has menus of the
 * round and the district that the page shows. With `tabOf`: a tab of that page, without an entry of its own.
 */
const places = [
	{
		group: 'overview',
		path: '/desk/overview',
		name: 'overview',
		scope: 'round',
		of: 'survey',
		permission: 'coverage.read',
	},
	{
		group: 'fieldwork',
		path: '/desk/coverage',
		name: 'coverage',
		scope: 'round',
		of: 'survey',
		permission: 'coverage.read',
	},
	{
		group: 'fieldwork',
		path: '/desk/sample',
		name: 'sample',
		scope: 'one-district',
		of: 'survey',
		permission: 'sample.read',
	},
	{
		group: 'fieldwork',
		path: '/desk/helpline',
		name: 'helpline',
		of: 'helpline',
		permission: 'operator-quality.resolve',
	},
	{ group: 'fieldwork', path: '/desk/devices', name: 'devices', permission: 'devices.read' },
	{
		group: 'fieldwork',
		path: '/desk/field-contacts',
		name: 'fieldContacts',
		permission: 'field-contacts.read',
	},
	{ group: 'quality', path: queueAddress, name: 'review', scope: 'any-round', permission: 'records.review' },
	{
		group: 'quality',
		path: '/desk/quality',
		name: 'quality',
		scope: 'district',
		of: 'survey',
		permission: 'quality.read',
	},
	{
		group: 'quality',
		path: '/desk/back-checks',
		name: 'backChecks',
		scope: 'one-district',
		of: 'survey',
		permission: 'back-checks.read',
	},
	{
		group: 'quality',
		path: decideAddress,
		name: 'conflicts',
		scope: 'any-round',
		permission: 'records.resolve',
	},
	{ group: 'data', path: '/desk/records', name: 'records', scope: 'any-round', permission: 'records.read' },
	{
		group: 'data',
		path: '/desk/table',
		name: 'table',
		tabOf: 'records',
		scope: 'district',
		permission: 'records.export',
	},
	{ group: 'data', path: '/desk/cleaning', name: 'cleaning', scope: 'district', permission: 'records.edit' },
	{ group: 'data', path: '/desk/import', name: 'import', permission: 'records.import' },
	{ group: 'data', path: '/desk/export', name: 'export', scope: 'round', permission: 'records.export' },
	{ group: 'data', path: '/desk/releases', name: 'releases', scope: 'round', permission: 'records.export' },
	{
		group: 'data',
		path: '/desk/integrations',
		name: 'integrations',
		scope: 'round',
		permission: 'records.export',
	},
	{ group: 'data', path: '/desk/withdrawal', name: 'privacy', permission: 'records.erase' },
	{
		group: 'analysis',
		path: '/desk/results',
		name: 'results',
		scope: 'round',
		of: 'survey',
		permission: 'results.read',
	},
	{
		group: 'analysis',
		path: '/desk/transcripts',
		name: 'transcripts',
		scope: 'round',
		of: 'survey',
		permission: 'transcripts.code',
	},
	{ group: 'settings', path: '/desk/forms', name: 'forms', permission: 'forms.publish' },
	{ group: 'settings', path: '/desk/people', name: 'people', permission: 'people.read' },
	{ group: 'settings', path: '/desk/rounds', name: 'rounds', of: 'survey', permission: 'targets.set' },
	{ group: 'settings', path: '/desk/approvals', name: 'approvals', permission: 'forms.read' },
	{ group: 'settings', path: '/desk/audit-log', name: 'auditLog', permission: 'audit-log.read' },
] as const satisfies readonly {
	group: GroupName
	path: string
	name: string
	of?: Deployment
	scope?: ScopeKind
	tabOf?: string
	permission: Permission
}[]
export type Place = (typeof places)[number]

/** Returns the pages that the user may open. */
export const listNavigation = (
	{ role, districts }: Pick<Person, 'role' | 'districts'>,
	{ serves }: Pick<StudyResponse, 'serves'>,
): readonly Place[] =>
	places.filter(
		(place) =>
			may(role, place.permission) &&
			(!('of' in place) || serves.includes(place.of)) &&
			// helpline calls belong to no district
			(place.permission !== 'operator-quality.resolve' || isDistrictInScope(districts, null)),
	)

/** Returns the pages with an entry in the navigation. */
export const listEntries = (open: readonly Place[]): readonly Place[] =>
	open.filter((place) => !('tabOf' in place))

/** Returns the name of the entry that is marked on a page. */
export const entryOf = (place: Place | undefined): Place['name'] | undefined =>
	place && 'tabOf' in place ? place.tabOf : place?.name

/** Returns the page that a user lands on: the overview, for roles without it the records, else the first. */
export const landingPage = (open: readonly Place[]): Place | undefined =>
	open.find(({ name }) => name === 'overview') ?? open.find(({ name }) => name === 'records') ?? open[0]

/** Returns the page of an address that the user may not open; undefined if they may, or if there is none. */
export const forbiddenPlaceAt = (
	open: readonly Place[],
	path: string,
	query: URLSearchParams,
): Place | undefined => (placeAt(open, path, query) ? undefined : placeAt(places, path, query))

/** Returns the page of an address; undefined for one outside of the navigation, as the account. */
export function placeAt(open: readonly Place[], path: string, query: URLSearchParams): Place | undefined {
	// the review queue and the conflicts are filters of the record list, also for users without pages of these names
	const wanted =
		query.get('waiting') === '1' ? queueAddress : query.get('disputed') === '1' ? decideAddress : ''
	const list = open.some(({ path: place }) => place === wanted) ? wanted : '/desk/records'
	return open.find(({ path: place }) => {
		const [start = ''] = place.split('?')
		const isThere = path === start || path.startsWith(`${start}/`)
		return isThere && (start !== '/desk/records' || place === list)
	})
}
