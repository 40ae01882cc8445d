import { Link } from 'wouter'
import type { Overview } from '#shared/coverage/overview'
import type { QualityAlertsResponse } from '#shared/quality/quality-api'
import { daysBetween } from '#shared/study/study-day'
import { searchOf } from '../../api/search-of.ts'
import { numberIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { DeskIcon, type DeskIconName } from '../kit/desk-icon.tsx'
import { decideAddress, queueAddress } from '../shell/navigation.ts'
import type { OverviewRow } from './district-rows.ts'
import type { QueueCounts } from './key-figures.tsx'

interface AttentionItem {
	readonly key: string
	readonly icon: DeskIconName
	readonly tone: 'stop' | 'wait' | 'hint'
	readonly text: string
	readonly hint: string
	readonly action: string
	readonly href: string
}

interface AttentionListProps {
	readonly rows: readonly OverviewRow[]
	readonly alerts: QualityAlertsResponse | null
	readonly queue: QueueCounts | null
	readonly facts: Overview | null
	readonly today: string
	readonly round: string
	/** True if all items are shown. */
	readonly isWhole: boolean
	readonly onWhole: () => void
}

const shownAtFirst = 7

/** Lists what needs a decision today, the most urgent first; each with one action. */
export function AttentionList({ isWhole, onWhole, ...given }: AttentionListProps) {
	const { t } = useTranslations()
	const items = useItems(given)
	const shown = isWhole ? items : items.slice(0, shownAtFirst)
	return (
		<section className="panel stack tight attention" aria-labelledby="attention">
			<div className="overview-head">
				<h2 id="attention">{t('overview.attention.title')}</h2>
				{shown.length < items.length && (
					<button type="button" className="plain small" onClick={onWhole}>
						{t('overview.attention.all', { count: items.length })}
					</button>
				)}
			</div>
			{items.length === 0 ? (
				<p className="note ok">{t('overview.attention.none')}</p>
			) : (
				<ul>
					{shown.map(({ key, icon, tone, text, hint, action, href }) => (
						<li key={key}>
							<span className={tone}>
								<DeskIcon name={icon} />
							</span>
							<span className="attention-text">
								<b>{text}</b>
								<span className="hint">{hint}</span>
							</span>
							<Link className="plain small button" href={href} aria-label={`${action}: ${text}`}>
								{action}
							</Link>
						</li>
					))}
				</ul>
			)}
		</section>
	)
}

function useItems({
	rows,
	alerts,
	queue,
	facts,
	today,
	round,
}: Omit<AttentionListProps, 'isWhole' | 'onWhole'>): readonly AttentionItem[] {
	const { t, language } = useTranslations()
	const number = (value: number) => numberIn(language, value)
	const ofDistrict = (row: OverviewRow) => `/desk/coverage/${row.code}?${searchOf({ round })}`
	const stalled = rows
		.filter(({ status }) => status === 'stalled')
		.map((row): AttentionItem => {
			const last = row.figures.days.filter(({ done }) => done > 0).at(-1)?.day ?? today
			const count = daysBetween(last, today)
			return {
				key: `stalled ${row.code}`,
				icon: 'alert',
				tone: 'stop',
				text: t('overview.attention.stalled', { district: row.name, count, total: number(count) }),
				hint: t('overview.attention.doneOf', {
					done: number(row.figures.interviews),
					target: number(row.figures.targetInterviews),
				}),
				action: t('overview.attention.open'),
				href: ofDistrict(row),
			}
		})
	const names = new Map(rows.map(({ code, name }) => [code, name]))
	const visits = (alerts?.alerts ?? [])
		.filter(({ isVisited }) => isVisited)
		.map(
			({ person, district, flags }): AttentionItem => ({
				key: `visit ${person.id} ${district}`,
				icon: 'flag',
				tone: 'wait',
				text: t('overview.attention.visit', { name: person.name, count: flags.length }),
				hint: names.get(district) ?? district,
				action: t('overview.attention.open'),
				href: `/desk/quality/enumerators/${person.id}?${searchOf({ round, district })}`,
			}),
		)
	const returned = rows.reduce((sum, { figures }) => sum + figures.household.returned, 0)
	const counts: (AttentionItem | null)[] = [
		facts?.devices && facts.devices.silent > 0
			? {
					key: 'silent',
					icon: 'device',
					tone: 'stop',
					text: t('overview.attention.silent', {
						count: facts.devices.silent,
						total: number(facts.devices.silent),
					}),
					hint: t('overview.noContact'),
					action: t('overview.attention.open'),
					href: '/desk/devices',
				}
			: null,
		queue?.conflicts && queue.conflicts.total > 0
			? {
					key: 'conflicts',
					icon: 'conflict',
					tone: 'hint',
					text: t('overview.attention.conflicts', {
						count: queue.conflicts.total,
						total: number(queue.conflicts.total),
					}),
					hint: t('overview.attention.conflictsHint'),
					action: t('overview.attention.resolve'),
					href: decideAddress,
				}
			: null,
		returned > 0
			? {
					key: 'returned',
					icon: 'returned',
					tone: 'wait',
					text: t('overview.attention.returned', { count: returned, total: number(returned) }),
					hint: t('overview.attention.returnedHint'),
					action: t('overview.attention.open'),
					href: `/desk/records?${searchOf({ round, status: 'returned' })}`,
				}
			: null,
		queue && queue.review.total > 0
			? {
					key: 'queue',
					icon: 'queue',
					tone: 'hint',
					text: t('overview.attention.queue', {
						count: queue.review.total,
						total: number(queue.review.total),
					}),
					hint: t('overview.attention.queueHint'),
					action: t('overview.attention.review'),
					href: queueAddress,
				}
			: null,
	]
	const behind = rows
		.filter(({ status }) => status === 'behind' || status === 'not-started')
		.slice(0, 5)
		.map(
			(row): AttentionItem => ({
				key: `behind ${row.code}`,
				icon: row.status === 'behind' ? 'behind' : 'notStarted',
				tone: 'hint',
				text:
					row.status === 'behind'
						? t('overview.attention.behind', {
								district: row.name,
								count: -(row.difference ?? 0),
								total: number(-(row.difference ?? 0)),
							})
						: t('overview.attention.notStarted', { district: row.name }),
				hint: t('overview.attention.doneOf', {
					done: number(row.figures.interviews),
					target: number(row.figures.targetInterviews),
				}),
				action: t('overview.attention.open'),
				href: ofDistrict(row),
			}),
		)
	return [
		...stalled,
		...counts.filter((each) => each !== null && each.tone === 'stop'),
		...visits,
		...counts.filter((each) => each !== null && each.tone !== 'stop'),
		...behind,
	].filter((each) => each !== null)
}
