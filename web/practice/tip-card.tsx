import { useTranslations } from '../ui/i18n.ts'
import { Icon, type IconName } from '../ui/icons.tsx'
import type { Tip } from './which-tip.ts'

/** The picture of what it speaks of, where that has one. */
const icons: { readonly [Which in Tip]?: IconName } = {
	place: 'pin',
	rows: 'plus',
	hide: 'cloud',
	stop: 'stop',
	back: 'sections',
}

interface TipCardProps {
	readonly tip: Tip | null
	readonly onRead: () => void
	readonly onNoMore: () => void
}

/** A word about what stands on this page. It holds nobody up: whoever goes on has read it. */
export function TipCard({ tip, onRead, onNoMore }: TipCardProps) {
	const { t } = useTranslations()
	/** What was pressed is gone: whoever has no finger on the screen goes on at the page's title. */
	const goOn = (then: () => void) => () => {
		document.querySelector<HTMLElement>('.fill-title')?.focus({ preventScroll: true })
		then()
	}
	return (
		<div role="status">
			{tip && (
				<section className="note stack tight tip">
					<h2>
						<Icon name={icons[tip] ?? 'practice'} />
						{t(`practice.tip.${tip}.title`)}
					</h2>
					<p>{t(`practice.tip.${tip}.text`)}</p>
					<div className="actions">
						<button type="button" onClick={goOn(onRead)}>
							{t('practice.read')}
						</button>
						<button type="button" className="plain" onClick={goOn(onNoMore)}>
							{t('practice.noMore')}
						</button>
					</div>
				</section>
			)}
		</div>
	)
}
