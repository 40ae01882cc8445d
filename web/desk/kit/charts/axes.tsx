import type { ReactNode } from 'react'
import { numberIn } from '../../../ui/formats.ts'
import { directionOf, useTranslations } from '../../../ui/i18n.ts'
import { useIsNarrow } from '../is-narrow.ts'
import { type ChartTip, ChartTips } from './chart-tips.tsx'

const height = 180
const edge = { top: 8, bottom: 26, end: 24 }
/** Distance of the scale's labels from the chart. */
const labelGap = 6
/** Width of a digit, rounded up: letters are not measured, so that a chart is the same on paper. */
const digitWidth = 9.5
const leastStart = 44

/** Scales of a chart: `x` in steps from its beginning, `y` in counted values. */
export interface ChartPosition {
	readonly x: (steps: number) => number
	readonly y: (value: number) => number
	/** Width of a step, in pixels. */
	readonly step: number
	readonly isMirrored: boolean
}

const niceEnds = [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10]

/** Returns the end of the scale: a round number that leaves little of the chart empty. */
export function endOfScale(most: number): number {
	const unit = 10 ** Math.floor(Math.log10(Math.max(1, most)))
	// of small numbers no scale ends between two counts
	const end = niceEnds.find((each) => each * unit >= most && Number.isInteger(each * unit)) ?? 10
	return Math.max(2, end * unit)
}

/** Returns the width of charts. It is fixed by screen size, so that letters keep their size. */
export function useChartWidth(): { width: number; isMirrored: boolean } {
	const { language } = useTranslations()
	return { width: useIsNarrow() ? 340 : 640, isMirrored: directionOf(language) === 'rtl' }
}

/**
 * Grid lines and labels of a chart. In right-to-left languages it begins on the right: positions are
 * mirrored, letters and numbers are not.
 */
export function Axes({
	title,
	end,
	steps,
	names,
	nameWidth,
	tips = [],
	unit,
	children,
}: {
	title: string
	/** End of the scale. */
	end: number
	steps: number
	/** Labels along the chart; if there is no room for all, the last one stays. */
	names: readonly { readonly at: number; readonly text: string }[]
	nameWidth: number
	/** Numbers that are shown where the pointer is. */
	tips?: readonly ChartTip[]
	/** Name of the counted values, above the scale. */
	unit?: string
	children: (place: ChartPosition) => ReactNode
}) {
	const { language } = useTranslations()
	const { width, isMirrored } = useChartWidth()
	const values = [0, end / 2, end].filter(Number.isInteger)
	const longest = Math.max(...values.map((value) => numberIn(language, value).length))
	const start = Math.max(leastStart, longest * digitWidth + labelGap)
	const step = (width - start - edge.end) / steps
	const fromStart = (px: number) => (isMirrored ? width - px : px)
	const x = (along: number) => fromStart(start + along * step)
	const y = (value: number) => edge.top + (1 - value / end) * (height - edge.top - edge.bottom)
	return (
		<ChartTips tips={tips} title={title} share={(steps) => x(steps) / width}>
			{unit !== undefined && <p className="chart-unit">{unit}</p>}
			<svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={title} direction="ltr">
				{values.map((value) => (
					<g key={value}>
						<line className="grid" x1={x(0)} x2={x(steps)} y1={y(value)} y2={y(value)} />
						<text x={fromStart(start - labelGap)} y={y(value) + 4} textAnchor={isMirrored ? 'start' : 'end'}>
							{numberIn(language, value)}
						</text>
					</g>
				))}
				{children({ x, y, step, isMirrored })}
				{thinOutLabels(names, nameWidth / step).map(({ at, text }) => (
					<text key={at} x={x(at)} y={height - 8} textAnchor="middle" direction={isMirrored ? 'rtl' : 'ltr'}>
						{text}
					</text>
				))}
			</svg>
		</ChartTips>
	)
}

function thinOutLabels<Name extends { readonly at: number }>(names: readonly Name[], steps: number): Name[] {
	const shown: Name[] = []
	for (const name of [...names].reverse()) {
		const before = shown.at(-1)
		if (!before || before.at - name.at >= steps) shown.push(name)
	}
	return shown
}
