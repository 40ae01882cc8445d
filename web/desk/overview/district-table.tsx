import { Link } from 'wouter'
import type { DistrictStatus } from '#shared/coverage/district-status'
import { searchOf } from '../../api/search-of.ts'
import { dayIn, numberIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { DeskIcon, type DeskIconName } from '../kit/desk-icon.tsx'
import type { OverviewRow } from './district-rows.ts'

const looks: Readonly<Record<DistrictStatus, { readonly icon: DeskIconName; readonly tone: string }>> = {
	'not-started': { icon: 'notStarted', tone: 'idle' },
	stalled: { icon: 'alert', tone: 'bad' },
	behind: { icon: 'behind', tone: 'warn' },
	'in-progress': { icon: 'inProgress', tone: 'info' },
	'on-track': { icon: 'check', tone: 'info' },
	ahead: { icon: 'ahead', tone: 'ok' },
	complete: { icon: 'check', tone: 'ok' },
}

/** Status of a district, by icon, word and colour. */
export function StatusChip({ status }: { readonly status: DistrictStatus }) {
	const { t } = useTranslations()
	const { icon, tone } = looks[status]
	return (
		<span className={`status-chip ${tone}`}>
			<DeskIcon name={icon} />
			{t(`overview.statuses.${status}`)}
		</span>
	)
}

interface DistrictTableProps {
	readonly rows: readonly OverviewRow[]
	readonly round: string
	readonly hasPlan: boolean
}

/** One line for each district: status, completed against target and plan, last week, projected finish, flags. */
export function DistrictTable({ rows, round, hasPlan }: DistrictTableProps) {
	const { t, language } = useTranslations()
	const number = (value: number) => numberIn(language, value)
	const hasFlags = rows.some(({ flags }) => flags !== null)
	if (rows.length === 0) return <p className="note quiet">{t('overview.noDistrict')}</p>
	return (
		<table className="table overview-table">
			<thead>
				<tr>
					<th scope="col">{t('coverage.column.district')}</th>
					<th scope="col">{t('overview.status')}</th>
					<th scope="col">{t('overview.completed')}</th>
					{hasPlan && (
						<th scope="col" className="number">
							{t('overview.againstPlan')}
						</th>
					)}
					<th scope="col">{t('overview.lastWeek')}</th>
					<th scope="col" className="number">
						{t('overview.projectedFinish')}
					</th>
					{hasFlags && (
						<th scope="col" className="number">
							{t('overview.flags')}
						</th>
					)}
				</tr>
			</thead>
			<tbody>
				{rows.map(({ code, name, figures, status, planned, difference, week, finish, flags }) => (
					<tr key={code}>
						<th scope="row">
							<Link href={`/desk/coverage/${code}?${searchOf({ round })}`}>{name}</Link>
						</th>
						<td data-label={t('overview.status')}>
							<StatusChip status={status} />
						</td>
						<td data-label={t('overview.completed')}>
							<span className="done-bar">
								<span className="figure">
									{number(figures.interviews)}
									<span className="hint"> / {number(figures.targetInterviews)}</span>
								</span>
								<PlanBar
									done={figures.interviews}
									target={figures.targetInterviews}
									planned={planned}
									tone={looks[status].tone}
								/>
							</span>
						</td>
						{hasPlan && (
							<td
								data-label={t('overview.againstPlan')}
								className={(difference ?? 0) < 0 && status !== 'on-track' ? 'number stop' : 'number'}
							>
								{difference === null ? '–' : <bdi dir="ltr">{signed(language, difference)}</bdi>}
							</td>
						)}
						<td data-label={t('overview.lastWeek')}>
							<WeekBars week={week} text={t('overview.weekText', { counts: week.map(number).join(', ') })} />
						</td>
						<td data-label={t('overview.projectedFinish')} className="number">
							{finish.outcome === 'finishes'
								? dayIn(language, finish.day)
								: finish.outcome === 'done'
									? t('overview.done')
									: t('overview.noDate')}
						</td>
						{hasFlags && (
							<td data-label={t('overview.flags')} className="number">
								{flags ? (
									<Link href={`/desk/quality/flags?${searchOf({ round, district: code })}`}>
										{number(flags)}
									</Link>
								) : (
									'–'
								)}
							</td>
						)}
					</tr>
				))}
			</tbody>
		</table>
	)
}

/** With a true minus sign, and a plus. */
const signed = (language: string, value: number): string =>
	value < 0 ? `−${numberIn(language, -value)}` : value > 0 ? `+${numberIn(language, value)}` : '0'

interface PlanBarProps {
	readonly done: number
	readonly target: number
	readonly planned: number | null
	readonly tone: string
}

/** Completed share of the target, with a mark where the plan is today. The numbers stand beside it. */
function PlanBar({ done, target, planned, tone }: PlanBarProps) {
	const share = (value: number) => (target > 0 ? Math.min(100, (100 * value) / target) : 0)
	return (
		<svg className={`plan-bar ${tone}`} viewBox="0 0 100 12" preserveAspectRatio="none" aria-hidden="true">
			<rect className="track" x="0" y="3" width="100" height="6" />
			<rect className="fill" x="0" y="3" width={share(done)} height="6" />
			{planned !== null && planned > 0 && (
				<rect className="plan" x={share(planned) - 1} y="0" width="2" height="12" />
			)}
		</svg>
	)
}

/** Interviews of the last seven days as bars. */
function WeekBars({ week, text }: { readonly week: readonly number[]; readonly text: string }) {
	const most = Math.max(1, ...week)
	return (
		<svg className="week-bars" viewBox="0 0 56 16" role="img" aria-label={text}>
			<title>{text}</title>
			{[...week.entries()].map(([day, count]) => {
				const height = count === 0 ? 1 : Math.max(2, (16 * count) / most)
				return (
					<rect
						key={day}
						className={count === 0 ? 'none' : undefined}
						x={day * 8}
						y={16 - height}
						width="6"
						height={height}
					/>
				)
			})}
		</svg>
	)
}
