import type { ReactNode } from 'react'
import { leftOf } from '#shared/sample/day-plan'
import { useTranslations } from '../../ui/i18n.ts'
import type { ClusterOfHouseholds } from './use-households.ts'

interface ClusterProgressProps {
	readonly cluster: ClusterOfHouseholds
	/** Further count at the end of the last line. */
	readonly aside?: ReactNode
	readonly children?: ReactNode
}

/** Completed households of a cluster against those to interview, and what is left by sex. */
export function ClusterProgress({ cluster: { document, lines }, aside, children }: ClusterProgressProps) {
	const { t } = useTranslations()
	const done = lines.filter(({ state }) => state === 'done').length
	const wanted = lines.filter(({ isReserve }) => !isReserve).length
	const { male, female } = leftOf(lines)
	const title = t('dayPlan.cluster', { cluster: document.cluster })
	const progress = t('dayPlan.progress', { done, wanted })
	return (
		<section className="panel" aria-label={title}>
			<div className="spread">
				<h2 className="panel-title">{title}</h2>
				<b>{progress}</b>
			</div>
			<div className="meter" role="img" aria-label={progress}>
				<i style={{ inlineSize: `${wanted === 0 ? 0 : Math.min(100, (100 * done) / wanted)}%` }} />
			</div>
			<p className="spread caption">
				<span>
					{male + female === 0 ? t('dayPlan.empty') : t('dayPlan.remaining', { men: male, women: female })}
				</span>
				{aside}
			</p>
			{children}
		</section>
	)
}
