import { useEffect, useState } from 'react'
import { Link } from 'wouter'
import { approvalApi } from '#shared/api/approvals'
import { exportJobApi } from '#shared/api/exports'
import { reviewApi } from '#shared/api/review'
import { ruleApi } from '#shared/api/rules'
import { type ExportJob, isGoingOn } from '#shared/export/export-job'
import { useTranslations } from '../../ui/i18n.ts'
import { countText, type LimitedCount } from '../kit/count-text.ts'
import { useDesk } from '../kit/desk-context.ts'
import { DeskIcon, type DeskIconName } from '../kit/desk-icon.tsx'
import { Dialog } from '../kit/dialog.tsx'
import { readStoredChoice, storeChoice } from '../kit/stored-choice.ts'
import { useRepeatedLoad, useRoute } from '../kit/use-server-data.ts'
import type { Place } from './navigation.ts'

/** One thing that waits for the user, with the page where it is done. */
interface Notification {
	readonly key: string
	readonly icon: DeskIconName
	readonly text: string
	readonly action: string
	readonly href: string
	/** Number that waits; more than the user has seen is new. */
	readonly count: number
}

/** Counts that each person has seen, by key of the notification. */
const storageKey = 'zila-notifications'
const exportPrefix = 'export '
/** Time until the state of running exports is asked again, ms. */
const exportsAgainMs = 10_000

/** Button of the top bar with what waits for the user on all pages; a dot marks what the user has not seen. */
export function Notifications({ open }: { readonly open: readonly Place[] }) {
	const { t } = useTranslations()
	const { person } = useDesk()
	const all = useNotifications(open)
	const notifications = all.filter(({ count }) => count > 0)
	const [seen, saveSeen] = useSeenCounts(person.id, all)
	const [isOpen, setOpen] = useState(false)
	const isNew = notifications.some(({ key, count }) => count > (seen[key] ?? 0))
	function close() {
		// what was not loaded now was seen before; an export that is no longer listed is gone
		const before = Object.entries(seen).filter(([key]) => !key.startsWith(exportPrefix))
		saveSeen(Object.fromEntries([...before, ...all.map(({ key, count }) => [key, count] as const)]))
		setOpen(false)
	}
	return (
		<>
			<button
				type="button"
				className="icon-button notifications"
				aria-label={t(isNew ? 'desk.newNotifications' : 'desk.notifications')}
				aria-haspopup="dialog"
				onClick={() => setOpen(true)}
			>
				<DeskIcon name="bell" />
				{isNew && <span className="dot" />}
			</button>
			{isOpen && (
				<Dialog title={t('desk.notifications')} isDrawer onClose={close}>
					{notifications.length === 0 ? (
						<p className="note ok">{t('desk.noNotifications')}</p>
					) : (
						<ul className="attention">
							{notifications.map(({ key, icon, text, action, href, count }) => (
								<li key={key}>
									<DeskIcon name={icon} />
									<span className="attention-text">
										<b>{text}</b>
										{count > (seen[key] ?? 0) && <span className="hint">{t('desk.isNew')}</span>}
									</span>
									<Link
										className="plain small button"
										href={href}
										aria-label={`${action}: ${text}`}
										onClick={close}
									>
										{action}
									</Link>
								</li>
							))}
						</ul>
					)}
				</Dialog>
			)}
		</>
	)
}

/** Returns what waits on the pages that the user may open; a count of 0 where it is known that nothing does. */
function useNotifications(open: readonly Place[]): readonly Notification[] {
	const translations = useTranslations()
	const { t } = translations
	const requestFor = (page: Place['name']) => (open.some(({ name }) => name === page) ? {} : null)
	const hrefOf = (page: Place['name']) => open.find(({ name }) => name === page)?.path ?? ''
	const queue = useRoute(reviewApi.count, requestFor('review'), 'take').found
	const approvals = useRoute(approvalApi.count, requestFor('approvals'), 'take').found
	const violations = useRoute(ruleApi.countViolations, requestFor('cleaning'), 'take').found
	const exports = useExports(requestFor('export'))
	const waiting = (
		page: Place['name'],
		found: LimitedCount | null | undefined,
		shown: Pick<Notification, 'icon' | 'action'> & {
			readonly textOf: (count: number, total: string) => string
		},
	): Notification[] => {
		if (!found) return []
		const { textOf, ...others } = shown
		const text = textOf(found.total, countText(found, translations))
		return [{ key: page, href: hrefOf(page), text, count: found.total, ...others }]
	}
	return [
		...waiting('approvals', approvals && { total: approvals.waiting, isMore: false }, {
			icon: 'check',
			action: t('overview.attention.open'),
			textOf: (count, total) => t('desk.approvalsWait', { count, total }),
		}),
		...waiting('conflicts', queue?.conflicts, {
			icon: 'conflict',
			action: t('overview.attention.resolve'),
			textOf: (count, total) => t('overview.attention.conflicts', { count, total }),
		}),
		...waiting('review', queue?.review, {
			icon: 'queue',
			action: t('overview.attention.review'),
			textOf: (count, total) => t('overview.attention.queue', { count, total }),
		}),
		...waiting('cleaning', violations, {
			icon: 'flag',
			action: t('overview.attention.open'),
			textOf: (count, total) => t('desk.violationsWait', { count, total }),
		}),
		...exports.map(({ id, name, state }) => ({
			key: `${exportPrefix}${id}`,
			icon: state === 'done' ? ('check' as const) : ('alert' as const),
			text: t(state === 'done' ? 'desk.exportReady' : 'desk.exportFailed', { name }),
			action: t('overview.attention.open'),
			href: hrefOf('export'),
			count: 1,
		})),
	]
}

/** Returns the exports of the user that have ended, and asks again while others run. */
function useExports(request: Record<string, never> | null): readonly ExportJob[] {
	const jobs = useRoute(exportJobApi.list, request)
	useRepeatedLoad(jobs, jobs.found?.some(isGoingOn) ? exportsAgainMs : null)
	return jobs.found?.filter((job) => !isGoingOn(job)) ?? []
}

type Counts = Readonly<Record<string, number>>

/** Returns the counts that the user has seen, and a function that saves others. A count that fell is stored, so that a later rise is new. */
function useSeenCounts(
	person: string,
	now: readonly Notification[],
): readonly [Counts, (next: Counts) => void] {
	const [seen, setSeen] = useState(() => seenBy(person))
	const save = (next: Counts) => {
		const others = readStoredChoice(storageKey)
		storeChoice(storageKey, { ...(isRecord(others) ? others : {}), [person]: next })
		setSeen(next)
	}
	const fallen = now.filter(({ key, count }) => count < (seen[key] ?? 0))
	// biome-ignore lint/correctness/useExhaustiveDependencies: only when one fell
	useEffect(() => {
		if (fallen.length > 0)
			save({ ...seen, ...Object.fromEntries(fallen.map(({ key, count }) => [key, count])) })
	}, [fallen.length])
	return [seen, save]
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
	typeof value === 'object' && value !== null

function seenBy(person: string): Counts {
	const stored = readStoredChoice(storageKey)
	const own = isRecord(stored) ? stored[person] : null
	if (!isRecord(own)) return {}
	return Object.fromEntries(Object.entries(own).map(([key, count]) => [key, Number(count)]))
}
