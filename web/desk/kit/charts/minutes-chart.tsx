import { countedMinutes, type MinuteLimits, outsideOf, spreadOf } from '#shared/coverage/fieldwork-charts'
import type { EnumeratorResponse } from '#shared/quality/quality-api'
import { numberIn } from '../../../ui/formats.ts'
import { useTranslations } from '../../../ui/i18n.ts'
import { Axes, endOfScale } from './axes.tsx'
import { ChartFrame } from './chart-frame.tsx'

const wide = 5
/** End of the chart in minutes; it is extended to one step past the limit for long interviews. */
const maxDrawn = 180
/** Counts interviews by step of duration; the last step has all longer ones. */
const binned = (minutes: readonly number[], longest: number): number[] => {
	const bins = Math.max(maxDrawn / wide, Math.ceil(longest / wide) + 1)
	return Array.from({ length: bins }, (_, bin) => {
		const own = minutes.slice(bin * wide, bin === bins - 1 ? undefined : (bin + 1) * wide)
		return own.reduce((sum, each) => sum + each, 0)
	})
}
const sumOf = (counts: readonly number[]): number => counts.reduce((sum, each) => sum + each, 0)
const percentOf = (counts: readonly number[]): number[] => {
	const of = Math.max(1, sumOf(counts))
	return counts.map((each) => (each / of) * 100)
}

interface MinutesChartProps {
	/** Number of interviews by duration in minutes. */
	readonly minutes: readonly number[]
	/** Durations of the other enumerators, shown as shares, and the medians. */
	readonly comparison?: MinutesComparison
	readonly limits: MinuteLimits
	readonly fileName: string
	readonly round: string
	readonly isOnPaper: boolean
}

interface MinutesComparison {
	readonly team: readonly number[]
	readonly middles: EnumeratorResponse['minutes']
}

/** Duration of interviews, in steps of five minutes, with the limits of check Q03. */
export function MinutesChart({ minutes, comparison, limits, fileName, round, isOnPaper }: MinutesChartProps) {
	const { t, language } = useTranslations()
	const spread = spreadOf(countedMinutes(minutes))
	if (!spread) return null
	const number = (value: number) => numberIn(language, Math.round(value))
	const { q03ShortestMinutes: shortest, q03LongestMinutes: longest } = limits
	const { short, long } = outsideOf(minutes, limits)
	const { own, team } = comparison?.middles ?? { own: null, team: null }
	const isCompared = own !== null && team !== null
	const title = isCompared
		? t('charts.minutes.titleCompared', { own: numberIn(language, own), team: numberIn(language, team) })
		: t('charts.minutes.title', {
				count: spread.of,
				middle: number(spread.middle),
				of: number(spread.of),
				shortest: number(shortest),
				short: number(short),
				long: number(long),
				longest: number(longest),
			})
	const counts = binned(minutes, longest)
	const theirs = isCompared && comparison ? binned(comparison.team, longest) : null
	return (
		<ChartFrame
			heading={t('charts.minutes.heading')}
			title={title}
			hint={
				<>
					{t('charts.minutes.legend', { shortest: number(shortest), longest: number(longest) })}
					{theirs && ` ${t('charts.minutes.legendCompared')}`}
				</>
			}
			table={{
				columns: [
					...[t('charts.minutes.minutes'), t('coverage.column.interviews')],
					...(theirs ? [t('charts.minutes.others')] : []),
				],
				rows: counts.flatMap((count, bin) => {
					const of = `${bin * wide}–${bin * wide + wide - 1}`
					const name = bin === counts.length - 1 ? `${bin * wide}+` : of
					return count + (theirs?.[bin] ?? 0) > 0
						? [[name, count, ...(theirs ? [theirs[bin] ?? 0] : [])]]
						: []
				}),
				isGrid: true,
			}}
			fileName={fileName}
			round={round}
			isOnPaper={isOnPaper}
		>
			<MinuteBars title={title} counts={counts} theirs={theirs} limits={limits} />
		</ChartFrame>
	)
}

interface MinuteBarsProps {
	readonly title: string
	/** Interviews by step of duration. */
	readonly counts: readonly number[]
	/** Those of the other enumerators; null if there is no comparison, which shows counts instead of shares. */
	readonly theirs: readonly number[] | null
	readonly limits: MinuteLimits
}

/** A bar for each step, a line for the other enumerators, and the two limits. */
function MinuteBars({ title, counts, theirs, limits }: MinuteBarsProps) {
	const { language } = useTranslations()
	const { q03ShortestMinutes: shortest, q03LongestMinutes: longest } = limits
	const [bars, line] = theirs ? [percentOf(counts), percentOf(theirs)] : [counts, null]
	// up to the last step with interviews, and at least to both limits
	const steps = Math.max(
		...[Math.ceil(longest / wide) + 1, counts.findLastIndex((each) => each > 0) + 1],
		(theirs ?? []).findLastIndex((each) => each > 0) + 1,
	)
	const end = endOfScale(Math.max(...bars, ...(line ?? [])))
	return (
		<Axes
			title={title}
			end={end}
			steps={steps}
			nameWidth={36}
			names={Array.from({ length: Math.floor(steps / 2) + 1 }, (_, i) => ({
				at: i * 2,
				text: numberIn(language, i * 2 * wide),
			}))}
		>
			{({ x, y, step }) => (
				<>
					{bars.slice(0, steps).map((share, bin) => (
						<rect
							// biome-ignore lint/suspicious/noArrayIndexKey: a bin is where it is
							key={bin}
							className={
								bin * wide + wide <= shortest || bin * wide >= longest ? 'bar minute odd' : 'bar minute'
							}
							x={x(bin + 0.5) - step / 2 + 0.5}
							y={y(share)}
							width={step - 1}
							height={y(0) - y(share)}
						/>
					))}
					{line && (
						<path
							className="team"
							d={line
								.slice(0, steps)
								.map(
									(share, bin) => `${bin === 0 ? 'M' : 'L'}${x(bin)} ${y(share)}L${x(bin + 1)} ${y(share)}`,
								)
								.join('')}
						/>
					)}
					{[shortest, longest].map((limit) => (
						<line
							key={limit}
							className="limit"
							x1={x(limit / wide)}
							x2={x(limit / wide)}
							y1={y(end)}
							y2={y(0)}
						/>
					))}
				</>
			)}
		</Axes>
	)
}
