import { useTranslations } from '../../ui/i18n.ts'
import { DeskIcon } from '../kit/desk-icon.tsx'
import { AllDistrictsLink } from '../kit/scope.tsx'
import { type AttentionFacts, attentionItems } from './attention-items.ts'

interface AttentionListProps extends AttentionFacts {
	/** Number of items that are shown until all are asked for. */
	readonly shownAtFirst: number
	/** True if all items are shown. */
	readonly isWhole: boolean
	readonly onWhole: () => void
}

/** Lists what needs a decision today, the most urgent first; each with one action. */
export function AttentionList({ shownAtFirst, isWhole, onWhole, ...given }: AttentionListProps) {
	const { t, language } = useTranslations()
	const items = attentionItems(given, { t, language })
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
							<AllDistrictsLink className="plain small button" href={href} aria-label={`${action}: ${text}`}>
								{action}
							</AllDistrictsLink>
						</li>
					))}
				</ul>
			)}
		</section>
	)
}
