import { directionOf, useTranslations } from '../../ui/i18n.ts'

const [width, height] = [200, 22]

interface IntervalBarProps {
	/** Start of the scale. */
	readonly from: number
	readonly to: number
	readonly value: number
	readonly interval: { readonly low: number; readonly high: number } | null
	/** Reference line: the published value, or 0 for a change. */
	readonly mark: number | null
	readonly isQuiet: boolean
	readonly title: string
}

/**
 * An estimate as a point with its 95% interval as a line. In right-to-left languages the scale begins on
 * the right.
 */
export function IntervalBar({ from, to, value, interval, mark, isQuiet, title }: IntervalBarProps) {
	const { language } = useTranslations()
	const isMirrored = directionOf(language) === 'rtl'
	const x = (of: number) => {
		const along = 4 + ((Math.min(to, Math.max(from, of)) - from) / (to - from)) * (width - 8)
		return isMirrored ? width - along : along
	}
	const middle = height / 2
	return (
		<svg
			className={isQuiet ? 'interval quiet' : 'interval'}
			viewBox={`0 0 ${width} ${height}`}
			role="img"
			aria-label={title}
		>
			<line className="scale" x1={x(from)} x2={x(to)} y1={middle} y2={middle} />
			{mark !== null && <line className="mark" x1={x(mark)} x2={x(mark)} y1={2} y2={height - 2} />}
			{interval && (
				<line className="span" x1={x(interval.low)} x2={x(interval.high)} y1={middle} y2={middle} />
			)}
			<circle className="point" cx={x(value)} cy={middle} r={4.5} />
		</svg>
	)
}
