import { useTranslations } from '../../ui/i18n.ts'
import { Icon, type IconName } from '../../ui/icons.tsx'
import type { Tip } from './select-tip.ts'

/** Icon of the feature that a tip is about. */
const icons: { readonly [Which in Tip]?: IconName } = {
	place: 'pin',
	rows: 'plus',
	hide: 'hide',
	stop: 'stop',
	back: 'sections',
}

interface TipCardProps {
	readonly tip: Tip | null
	readonly onRead: () => void
	readonly onNoMore: () => void
}

/** A tip about this page. It blocks nothing: continuing counts as read. */
export function TipCard({ tip, onRead, onNoMore }: TipCardProps) {
	const { t } = useTranslations()
	/** the pressed button is removed: the focus goes to the page's title */
	const goOn = (then: () => void) => () => {
		document.querySelector<HTMLElement>('.fill-title')?.focus({ preventScroll: true })
		then()
	}
	return (
		<div role="status">
			{tip && (
				<section className="tip">
					<h2>
						<Icon name={icons[tip] ?? 'practice'} />
						{t(`practice.tip.${tip}.title`)}
					</h2>
					<p>{t(`practice.tip.${tip}.text`)}</p>
					<div className="actions">
						<button type="button" onClick={goOn(onRead)}>
							{t('practice.gotIt')}
						</button>
						<button type="button" className="plain" onClick={goOn(onNoMore)}>
							{t('practice.turnOffTips')}
						</button>
					</div>
				</section>
			)}
		</div>
	)
}
