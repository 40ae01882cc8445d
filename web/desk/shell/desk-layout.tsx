import type { ReactNode } from 'react'
import { Link, useLocation, useSearch } from 'wouter'
import { approvalApi } from '#shared/api/approvals'
import { reviewApi } from '#shared/api/review'
import { ruleApi } from '#shared/api/rules'
import type { Person } from '#shared/people/people'
import { isDistrictInScope, may, type Permission } from '#shared/people/roles'
import type { Deployment, StudyResponse } from '#shared/study/deployments'
import { numberIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { LanguageChoice } from '../../ui/language-choice.tsx'
import { StepUpDialog } from '../account/step-up-dialog.tsx'
import { useDesk } from '../kit/desk-context.ts'
import { useRoute } from '../kit/use-server-data.ts'

/** Record list of the review queue, the oldest record first. */
const queueAddress = '/desk/records?waiting=1&order=oldest'
/** Record list with conflicts, which only data managers resolve. */
const decideAddress = '/desk/records?disputed=1'

/** Screens of the desk. With `of`: only if there are forms of that kind. */
const places = [
	{ path: '/desk/coverage', name: 'coverage', of: 'survey', permission: 'coverage.read' },
	{ path: '/desk/results', name: 'results', of: 'survey', permission: 'results.read' },
	{ path: '/desk/transcripts', name: 'transcripts', of: 'survey', permission: 'transcripts.code' },
	{ path: '/desk/helpline', name: 'helpline', of: 'helpline', permission: 'operator-quality.resolve' },
	{ path: '/desk/quality', name: 'quality', of: 'survey', permission: 'quality.read' },
	{ path: '/desk/sample', name: 'sample', of: 'survey', permission: 'sample.read' },
	{ path: '/desk/rounds', name: 'rounds', of: 'survey', permission: 'targets.set' },
	{ path: '/desk/records', name: 'records', permission: 'records.read' },
	{ path: queueAddress, name: 'review', permission: 'records.review' },
	{ path: decideAddress, name: 'conflicts', permission: 'records.resolve' },
	{ path: '/desk/table', name: 'table', permission: 'records.export' },
	{ path: '/desk/cleaning', name: 'cleaning', permission: 'records.edit' },
	{ path: '/desk/back-checks', name: 'backChecks', of: 'survey', permission: 'back-checks.read' },
	{ path: '/desk/export', name: 'export', permission: 'records.export' },
	{ path: '/desk/releases', name: 'releases', permission: 'records.export' },
	{ path: '/desk/integrations', name: 'integrations', permission: 'records.export' },
	{ path: '/desk/withdrawal', name: 'privacy', permission: 'records.erase' },
	{ path: '/desk/forms', name: 'forms', permission: 'forms.publish' },
	{ path: '/desk/approvals', name: 'approvals', permission: 'forms.read' },
	{ path: '/desk/people', name: 'people', permission: 'people.read' },
	{ path: '/desk/devices', name: 'devices', permission: 'devices.read' },
	{ path: '/desk/field-contacts', name: 'fieldContacts', permission: 'field-contacts.read' },
	{ path: '/desk/audit-log', name: 'auditLog', permission: 'audit-log.read' },
] as const satisfies readonly { path: string; name: string; of?: Deployment; permission: Permission }[]

/** Returns the screens that the user may open. */
export const listNavigation = (
	{ role, districts }: Pick<Person, 'role' | 'districts'>,
	{ serves }: Pick<StudyResponse, 'serves'>,
) =>
	places.filter(
		(place) =>
			may(role, place.permission) &&
			(!('of' in place) || serves.includes(place.of)) &&
			// helpline calls belong to no district
			(place.permission !== 'operator-quality.resolve' || isDistrictInScope(districts, null)),
	)

interface DeskLayoutProps {
	readonly children: ReactNode
	/** True after signing in with an enrolment code: the user may not have a username yet. */
	readonly isByCode: boolean
	readonly onSignOut: () => void
}

/** Frame of all desk screens: navigation and account. */
export function DeskLayout({ children, isByCode, onSignOut }: DeskLayoutProps) {
	const { t, language } = useTranslations()
	const [path] = useLocation()
	const query = new URLSearchParams(useSearch())
	const list =
		query.get('waiting') === '1'
			? queueAddress
			: query.get('disputed') === '1'
				? decideAddress
				: '/desk/records'
	const { person, study } = useDesk()
	const open = listNavigation(person, study)
	return (
		<div className="desk">
			<a className="skip button" href="#screen">
				{t('desk.skipToContent')}
			</a>
			<nav className="desk-nav" aria-label={t('desk.navigation')}>
				<p className="brand">
					Zila <span lang="ur">ضلع</span>
				</p>
				<ul>
					{open.map((place) => (
						<li key={place.name}>
							<Link href={place.path} aria-current={isAt(place.path, path, list) ? 'page' : undefined}>
								{t(`desk.page.${place.name}`)}
								{place.name === 'review' && <Waiting of="review" />}
								{place.name === 'conflicts' && <Waiting of="conflicts" />}
								{place.name === 'cleaning' && <ViolationCount />}
								{place.name === 'approvals' && <ApprovalsCount />}
							</Link>
						</li>
					))}
				</ul>
				<div className="desk-person">
					<Link href="/desk/account" aria-current={path === '/desk/account' ? 'page' : undefined}>
						<bdi>{person.name}</bdi>
						<span className="hint">{t(`role.${person.role}`)}</span>
					</Link>
					{/* server pages, not app screens: a new tab keeps the desk and its unsaved text */}
					<a href={language === 'ur' ? '/docs/ur/' : '/docs/'} target="_blank" rel="noreferrer">
						{t('desk.documentation')}
					</a>
					<button type="button" className="plain small" onClick={onSignOut}>
						{t('desk.signOut')}
					</button>
					<LanguageChoice />
				</div>
			</nav>
			<main className="desk-main stack" id="screen" tabIndex={-1}>
				{person.demonstration && <p className="note wait">{t('app.demonstration')}</p>}
				{isByCode && path === open[0]?.path && (
					<p className="note quiet">{t('account.usernameHint', { code: person.code })}</p>
				)}
				{children}
			</main>
			<StepUpDialog />
		</div>
	)
}

/** True if the path is at this screen. `list` distinguishes screens that are filters of the record list. */
function isAt(place: string, path: string, list: string): boolean {
	const [start = ''] = place.split('?')
	// imports are reached from data cleaning and have no entry of their own
	const isImport = start === '/desk/cleaning' && path === '/desk/import'
	const isThere = path === start || path.startsWith(`${start}/`) || isImport
	return isThere && (start !== '/desk/records' || place === list)
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
function Count({ found }: { readonly found: { readonly total: number; readonly isMore: boolean } | null }) {
	const { t, language } = useTranslations()
	if (!found || found.total === 0) return null
	const total = numberIn(language, found.total)
	return (
		<>
			{' '}
			<span className="count">{found.isMore ? t('desk.more', { total }) : total}</span>
		</>
	)
}
