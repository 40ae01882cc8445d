import { dayAfter, daysBetween } from '#shared/campaign/campaign-day'
import type { DayCount } from '#shared/campaign/forecast'
import type { RecordQuery } from '#shared/revisions/record-listed'
import { useIsNarrow } from '../desk/is-narrow.ts'
import { dayIn, numberIn } from '../ui/formats.ts'
import { directionOf, useTexts } from '../ui/i18n.ts'
import { Counted } from './coverage-cell.tsx'

const mostDays = 42
const height = 180
const edge = { top: 8, bottom: 26, start: 44, end: 24 }

/** Each day up to the last with interviews, also those without; the newest where there are many. */
export function daysShown(days: readonly DayCount[]): DayCount[] {
	const last = days.at(-1)
	const first = days.find(({ day }) => last && daysBetween(day, last.day) < mostDays)
	if (!first || !last) return []
	const counts = new Map(days.map(({ day, done }) => [day, done]))
	return Array.from({ length: daysBetween(first.day, last.day) + 1 }, (_, i) => {
		const day = dayAfter(first.day, i)
		return { day, done: counts.get(day) ?? 0 }
	})
}

/** A whole number with one figure that counts, at which the scale ends. */
export function endOfScale(most: number): number {
	const unit = 10 ** Math.floor(Math.log10(Math.max(1, most)))
	const end = [1, 2, 5, 10].find((each) => each * unit >= most) ?? 10
	return Math.max(2, end * unit)
}

/**
 * Interviews by the day on which they were finished. The title says what is to be seen; the table has the same numbers, each with its
 * list. Written from right to left, time runs from the right; numbers stay as they are.
 */
export function ProgressChart({
	days,
	isTable,
	onTable,
	listOf,
}: {
	days: readonly DayCount[]
	isTable: boolean
	/** Null where nobody can press anything: on paper. */
	onTable: (() => void) | null
	listOf: (day: string) => RecordQuery | null
}) {
	const { t, language } = useTexts()
	const shown = daysShown(days)
	const best = shown.reduce<DayCount | null>(
		(most, each) => (most && most.done >= each.done ? most : each),
		null,
	)
	const last = shown.at(-1)
	if (!best || !last) return null
	const number = (value: number) => numberIn(language, value)
	const title =
		best.day === last.day
			? t('coverage.chart.bestLast', { day: dayIn(language, last.day), total: number(last.done) })
			: t('coverage.chart.best', {
					...{ best: dayIn(language, best.day), bestTotal: number(best.done) },
					...{ last: dayIn(language, last.day), lastTotal: number(last.done) },
				})
	return (
		<figure className="chart">
			<figcaption>{title}</figcaption>
			{isTable ? (
				<DaysTable shown={shown} listOf={listOf} />
			) : (
				<Bars shown={shown} title={title} isMirrored={directionOf(language) === 'rtl'} />
			)}
			{onTable && (
				<button type="button" className="plain small" aria-keyshortcuts="t" onClick={onTable}>
					{t(isTable ? 'coverage.chart.asChart' : 'coverage.chart.asTable')}
				</button>
			)}
		</figure>
	)
}

function Bars({
	shown,
	title,
	isMirrored,
}: {
	shown: readonly DayCount[]
	title: string
	isMirrored: boolean
}) {
	const { language } = useTexts()
	// letters stay as large as they are elsewhere: the drawing is as wide as its place
	const width = useIsNarrow() ? 340 : 640
	const end = endOfScale(Math.max(...shown.map(({ done }) => done)))
	const step = (width - edge.start - edge.end) / shown.length
	const x = (fromStart: number) => (isMirrored ? width - fromStart : fromStart)
	const y = (count: number) => edge.top + (1 - count / end) * (height - edge.top - edge.bottom)
	const bar = Math.max(2, Math.min(step - 2, 28))
	// names of days stand apart by the width of one
	const each = Math.ceil(64 / step)
	return (
		// the direction is in the places: letters and numbers are not turned
		<svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={title} direction="ltr">
			{[0, end / 2, end].filter(Number.isInteger).map((count) => (
				<g key={count}>
					<line className="grid" x1={x(edge.start)} x2={x(width - edge.end)} y1={y(count)} y2={y(count)} />
					<text x={x(edge.start - 6)} y={y(count) + 4} textAnchor={isMirrored ? 'start' : 'end'}>
						{numberIn(language, count)}
					</text>
				</g>
			))}
			{shown.map(({ day, done }, i) => {
				const middle = edge.start + (i + 0.5) * step
				return (
					<g key={day}>
						<rect className="bar" x={x(middle) - bar / 2} y={y(done)} width={bar} height={y(0) - y(done)} />
						{(shown.length - 1 - i) % each === 0 && (
							<text x={x(middle)} y={height - 8} textAnchor="middle" direction={isMirrored ? 'rtl' : 'ltr'}>
								{dayIn(language, day)}
							</text>
						)}
					</g>
				)
			})}
		</svg>
	)
}

function DaysTable({
	shown,
	listOf,
}: {
	shown: readonly DayCount[]
	listOf: (day: string) => RecordQuery | null
}) {
	const { t, language } = useTexts()
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
