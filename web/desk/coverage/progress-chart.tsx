import type { DayCount } from '#shared/coverage/projected-finish'
import type { RecordQuery } from '#shared/review/record-list'
import { dayAfter, daysBetween } from '#shared/study/study-day'
import { searchOf } from '../../api/search-of.ts'
import { dayIn, numberIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { Axes, endOfScale } from '../kit/charts/axes.tsx'
import { Counted } from './coverage-cell.tsx'

const maxDays = 42

/**
 * Returns every day up to the last one with interviews, including days without; the latest ones if there
 * are many.
 */
export function listShownDays(days: readonly DayCount[]): DayCount[] {
	const last = days.at(-1)
	const first = days.find(({ day }) => last && daysBetween(day, last.day) < maxDays)
	if (!first || !last) return []
	const counts = new Map(days.map(({ day, done }) => [day, done]))
	return Array.from({ length: daysBetween(first.day, last.day) + 1 }, (_, i) => {
		const day = dayAfter(first.day, i)
		return { day, done: counts.get(day) ?? 0 }
	})
}

/**
 * Interviews by the day on which they were completed. The title is the main message; the table has the same
 * numbers, each with a link to its records. In right-to-left languages time runs from the right; numbers
 * stay as they are.
 */
export function ProgressChart({
	days,
	isTable,
	onTable,
	listOf,
}: {
	days: readonly DayCount[]
	isTable: boolean
	/** Null on paper, where there are no buttons. */
	onTable: (() => void) | null
	listOf: (day: string) => RecordQuery | null
}) {
	const { t, language } = useTranslations()
	const shown = listShownDays(days)
	const best = shown.reduce<DayCount | null>(
		(most, each) => (most && most.done >= each.done ? most : each),
		null,
	)
	const last = shown.at(-1)
	if (!best || !last) return null
	const number = (value: number) => numberIn(language, value)
	const title =
		best.day === last.day
			? t('coverage.chart.peakIsLastDay', { day: dayIn(language, last.day), total: number(last.done) })
			: t('coverage.chart.peakDay', {
					best: dayIn(language, best.day),
					bestTotal: number(best.done),
					last: dayIn(language, last.day),
					lastTotal: number(last.done),
				})
	return (
		<figure className="chart">
			<figcaption>{title}</figcaption>
			{isTable ? (
				<DaysTable shown={shown} listOf={listOf} />
			) : (
				<Bars shown={shown} title={title} listOf={listOf} />
			)}
			{onTable && (
				<button type="button" className="plain small" aria-keyshortcuts="t" onClick={onTable}>
					{t(isTable ? 'coverage.chart.asChart' : 'coverage.chart.asTable')}
				</button>
			)}
		</figure>
	)
}

interface BarsProps {
	readonly shown: readonly DayCount[]
	readonly title: string
	readonly listOf: (day: string) => RecordQuery | null
}

function Bars({ shown, title, listOf }: BarsProps) {
	const { t, language } = useTranslations()
	const addressOf = (day: string) => {
		const query = listOf(day)
		return query ? `/desk/records?${searchOf(query)}` : undefined
	}
	const end = endOfScale(Math.max(...shown.map(({ done }) => done)))
	return (
		<Axes
			title={title}
			end={end}
			steps={shown.length}
			nameWidth={64}
			names={shown.map(({ day }, i) => ({ at: i + 0.5, text: dayIn(language, day) }))}
			unit={t('coverage.column.interviews')}
			tips={shown.map(({ day, done }, i) => ({
				at: i + 0.5,
				text: `${dayIn(language, day)}: ${t('quality.interviewCount', { count: done })}`,
				href: done > 0 ? addressOf(day) : undefined,
			}))}
		>
			{({ x, y, step }) => {
				const bar = Math.max(2, Math.min(step - 2, 28))
				return shown.map(({ day, done }, i) => (
					<rect
						key={day}
						className="bar"
						x={x(i + 0.5) - bar / 2}
						y={y(done)}
						width={bar}
						height={y(0) - y(done)}
					/>
				))
			}}
		</Axes>
	)
}

function DaysTable({
	shown,
	listOf,
}: {
	shown: readonly DayCount[]
	listOf: (day: string) => RecordQuery | null
}) {
	const { t, language } = useTranslations()
	return (
		<table className="table days-table">
			<thead>
				<tr>
					<th scope="col">{t('coverage.chart.day')}</th>
					<th scope="col" className="number">
						{t('coverage.column.interviews')}
					</th>
				</tr>
			</thead>
			<tbody>
				{[...shown].reverse().map(({ day, done }) => (
					<tr key={day}>
						<th scope="row">{dayIn(language, day)}</th>
						<td className="number" data-label={t('coverage.column.interviews')}>
							<Counted list={done > 0 ? listOf(day) : null}>{numberIn(language, done)}</Counted>
						</td>
					</tr>
				))}
			</tbody>
		</table>
	)
}
