import { type KeyboardEvent, type PointerEvent, type ReactNode, useState } from 'react'
import { useLocation } from 'wouter'
import { useTranslations } from '../../../ui/i18n.ts'

export interface ChartTip {
	/** Middle of its marks, in steps from the beginning of the chart. */
	readonly at: number
	readonly text: string
	/** Page with its records. */
	readonly href?: string | undefined
}

interface ChartTipsProps {
	readonly tips: readonly ChartTip[]
	/** Share of the chart's width, from its left edge, of a place in steps. */
	readonly share: (steps: number) => number
	/** Name of the chart, for screen readers. */
	readonly title: string
	readonly children: ReactNode
}

/**
 * Shows the numbers of a chart where the pointer is, or at the mark that the arrow keys have reached. A press or
 * Enter opens the records of the mark.
 */
export function ChartTips({ tips, share, title, children }: ChartTipsProps) {
	const { t } = useTranslations()
	const [, go] = useLocation()
	const [active, setActive] = useState<number | null>(null)
	const tip = active === null ? undefined : tips[active]
	if (tips.length === 0) return <div className="chart-area">{children}</div>
	function nearest({ currentTarget, clientX }: PointerEvent<HTMLElement>): number {
		const { left, width } = currentTarget.getBoundingClientRect()
		const pointed = (clientX - left) / Math.max(1, width)
		const distances = tips.map(({ at }) => Math.abs(share(at) - pointed))
		return distances.indexOf(Math.min(...distances))
	}
	function onKeyDown(event: KeyboardEvent) {
		// the arrows follow the screen, not the reading direction
		const [first = { at: 0 }, second = first] = tips
		const isForwards = share(second.at) >= share(first.at)
		const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
		if (event.key === 'Escape') setActive(null)
		if (event.key === 'Enter' && tip?.href) go(tip.href)
		if (step === 0) return
		event.preventDefault()
		const next = (active ?? -1) + (isForwards ? step : -step)
		setActive(Math.min(tips.length - 1, Math.max(0, next)))
	}
	const percent = `${(tip ? share(tip.at) : 0) * 100}%`
	return (
		// biome-ignore lint/a11y/useSemanticElements: a chart is a picture that arrow keys read out, mark by mark
		<div
			className={tip?.href ? 'chart-area has-link' : 'chart-area'}
			role="group"
			// biome-ignore lint/a11y/noNoninteractiveTabindex: the arrow keys read out its marks
			tabIndex={0}
			aria-label={t('charts.tipsLabel', { title })}
			onPointerMove={(event) => setActive(nearest(event))}
			onPointerLeave={() => setActive(null)}
			onBlur={() => setActive(null)}
			onClick={() => tip?.href && go(tip.href)}
			onKeyDown={onKeyDown}
		>
			{children}
			<output className="chart-tip" style={{ left: percent }}>
				{/* as far to its left as the mark is from the edge of the chart: it stays within the chart */}
				{tip && <span style={{ translate: `-${percent}` }}>{tip.text}</span>}
			</output>
		</div>
	)
}
