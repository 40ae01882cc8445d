import { type ComponentProps, useState } from 'react'
import { Link } from 'wouter'
import { approvalApi } from '#shared/api/approvals'
import { reviewApi } from '#shared/api/review'
import { ruleApi } from '#shared/api/rules'
import { useTranslations } from '../../ui/i18n.ts'
import { countText, type LimitedCount } from '../kit/count-text.ts'
import { DeskIcon } from '../kit/desk-icon.tsx'
import { AllDistrictsLink } from '../kit/scope.tsx'
import { readStoredChoice, storeChoice } from '../kit/stored-choice.ts'
import { useRoute } from '../kit/use-server-data.ts'
import { entryOf, type GroupName, groupNames, type Place } from './navigation.ts'

/** Maximum entries that fit beside a window of 720 px with every group open. */
const mostOpen = 17
const storageKey = 'zila-desk-groups'

/** Groups that are open at first: all, or with many pages those where most of the work is. */
const usuallyOpen = (open: readonly Place[]): readonly GroupName[] =>
	open.length <= mostOpen ? groupNames : ['quality', 'data']

function storedGroups(): readonly GroupName[] | null {
	const found = readStoredChoice(storageKey)
	return Array.isArray(found) ? groupNames.filter((name) => found.includes(name)) : null
}

interface SideNavigationProps {
	readonly open: readonly Place[]
	readonly current: Place | undefined
	/** Called when a page was chosen. */
	readonly onChoose?: () => void
}

/** Pages in groups that open and close; the group of the current page is always open. */
export function SideNavigation({ open, current, onChoose }: SideNavigationProps) {
	const { t } = useTranslations()
	const marked = entryOf(current)
	const [shown, setShown] = useState(() => storedGroups() ?? usuallyOpen(open))
	function toggle(name: GroupName) {
		const next = shown.includes(name) ? shown.filter((each) => each !== name) : [...shown, name]
		setShown(next)
		storeChoice(storageKey, next)
	}
	return (
		<ul className="nav-groups">
			{groupNames.map((name) => {
				const own = open.filter(({ group }) => group === name)
				const [first] = own
				if (!first) return null
				if (name === 'overview')
					return (
						<li key={name}>
							<Link
								className="nav-group"
								href={first.path}
								aria-current={marked === first.name ? 'page' : undefined}
								onClick={onChoose}
							>
								<DeskIcon name="overview" />
								{t('desk.page.overview')}
							</Link>
						</li>
					)
				const isOpen = shown.includes(name) || current?.group === name
				return (
					<li key={name}>
						<button type="button" className="nav-group" aria-expanded={isOpen} onClick={() => toggle(name)}>
							<DeskIcon name={name} />
							{t(`desk.group.${name}`)}
							<DeskIcon name="down" />
						</button>
						<ul hidden={!isOpen}>
							{own.map((place) => (
								<li key={place.name}>
									<EntryLink
										place={place}
										aria-current={marked === place.name ? 'page' : undefined}
										onClick={onChoose}
									/>
								</li>
							))}
						</ul>
					</li>
				)
			})}
		</ul>
	)
}

interface EntryLinkProps extends Pick<ComponentProps<'a'>, 'aria-current'> {
	readonly place: Place
	readonly onClick: (() => void) | undefined
}

/** A link to a page; one with a number opens what it counts, in all districts. */
function EntryLink({ place: { name, path }, ...link }: EntryLinkProps) {
	const { t } = useTranslations()
	const LinkOfKind = countedPages.has(name) ? AllDistrictsLink : Link
	return (
		<LinkOfKind href={path} {...link}>
			{t(`desk.page.${name}`)}
			<WorkCount of={name} />
		</LinkOfKind>
	)
}

/** Pages of districts with a number in the navigation. */
const countedPages: ReadonlySet<Place['name']> = new Set(['review', 'conflicts', 'cleaning'])

/** Number of items that wait on a page; nothing for pages without such a number. */
function WorkCount({ of }: { readonly of: Place['name'] }) {
	switch (of) {
		case 'review':
		case 'conflicts':
			return <Waiting of={of} />
		case 'cleaning':
			return <ViolationCount />
		case 'approvals':
			return <ApprovalsCount />
		default:
			return null
	}
}

function Waiting({ of }: { readonly of: 'review' | 'conflicts' }) {
	const { found } = useRoute(reviewApi.count, {}, 'take')
	return <Count found={found?.[of] ?? null} />
}

/** Number of approvals that wait for the user. */
function ApprovalsCount() {
	const { found } = useRoute(approvalApi.count, {}, 'take')
	return <Count found={found && { total: found.waiting, isMore: false }} />
}

/** Number of rule violations. */
export function ViolationCount() {
	const { found } = useRoute(ruleApi.countViolations, {}, 'take')
	return <Count found={found} />
}

/** A number in the navigation; nothing while it is 0 or unknown. */
function Count({ found }: { readonly found: LimitedCount | null }) {
	const translations = useTranslations()
	if (!found || found.total === 0) return null
	return (
		<>
			{' '}
			<span className="count">{countText(found, translations)}</span>
		</>
	)
}
