import { may, type Permission, type Role } from '#shared/people/roles'
import type { ScopeKind } from '../kit/scope-kind.ts'

/**
 * Pages below those of the navigation. `:id` stands for one item, such as a record. With `scope`: the top bar has
 * menus of the round and the district that the page shows. With `permission`: a role with it opens the page, also
 * without the page above. With `hasManyParents`: many pages lead to it, and its breadcrumbs to the one it was opened from.
 * With `hasListFilter`: its query, if there is one, is the filter of the list from which it was opened.
 */
const subpages = [
	{ path: '/desk/coverage/report', name: 'dailyReport', scope: 'round' },
	{ path: '/desk/coverage/charts', name: 'charts', scope: 'round' },
	{ path: '/desk/coverage/:id', name: 'district', scope: 'round' },
	{ path: '/desk/sample/plan', name: 'visitPlan', scope: 'one-district' },
	{ path: '/desk/quality/flags', name: 'interviewFlags', scope: 'district' },
	{ path: '/desk/quality/teams', name: 'teamFlags', scope: 'district' },
	{ path: '/desk/quality/limits', name: 'qualityLimits', scope: 'round', permission: 'quality.limits' },
	{ path: '/desk/records/:id', name: 'record', hasManyParents: true, hasListFilter: true },
	{ path: '/desk/cleaning/file', name: 'editFile', scope: 'district' },
	{ path: '/desk/cleaning/rules', name: 'rules', scope: 'district' },
	{ path: '/desk/integrations/questions', name: 'apiReference' },
	{ path: '/desk/results/questions', name: 'questionResults', scope: 'round' },
	{ path: '/desk/results/change', name: 'change' },
	{ path: '/desk/results/material', name: 'material', scope: 'round' },
	{ path: '/desk/results/report', name: 'resultsReport', scope: 'round' },
	{ path: '/desk/results/indicators', name: 'indicators' },
	{ path: '/desk/results/weights', name: 'weights', scope: 'round' },
	{ path: '/desk/transcripts/themes', name: 'codebook' },
	{ path: '/desk/transcripts/themes-found', name: 'themeResults', scope: 'district' },
	{ path: '/desk/transcripts/quotes', name: 'quotes', scope: 'district' },
	{ path: '/desk/transcripts/agreement', name: 'agreement', scope: 'round' },
	{ path: '/desk/transcripts/:id', name: 'transcript' },
	{ path: '/desk/people/:id', name: 'person', scope: 'round', hasManyParents: true },
] as const satisfies readonly {
	path: string
	name: string
	scope?: ScopeKind
	permission?: Permission
	hasManyParents?: true
	hasListFilter?: true
}[]
export type Subpage = (typeof subpages)[number]

/** Addresses of the subpages that are not of one item. */
export const subpageAddresses = subpages.map(({ path }) => path).filter((path) => !path.endsWith('/:id'))
/** Names of all subpages. */
export const subpageNames = subpages.map(({ name }) => name)

const isAt = (pattern: string, path: string): boolean =>
	pattern.endsWith('/:id')
		? path.startsWith(pattern.slice(0, -3)) && !path.slice(pattern.length - 3).includes('/')
		: path === pattern

/** Returns the subpage of an address; undefined for a page of the navigation. */
export const subpageAt = (path: string): Subpage | undefined => subpages.find((each) => isAt(each.path, path))

/** True if the page above an address is the one it was opened from, and does not follow from the address. */
export const isOpenedFromAnywhere = (subpage: Subpage | undefined, search: string): boolean =>
	subpage !== undefined &&
	'hasManyParents' in subpage &&
	!('hasListFilter' in subpage && new URLSearchParams(search).size > 0)

/** Returns the subpage of an address that a role opens by a permission of its own; undefined for all others. */
export function ownSubpageAt(path: string, role: Role): Subpage | undefined {
	const found = subpageAt(path)
	return found && 'permission' in found && may(role, found.permission) ? found : undefined
}
