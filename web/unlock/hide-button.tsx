import { useTexts } from '../ui/i18n.ts'
import { Icon } from '../ui/icons.tsx'

/** In the same corner of every unlocked screen, wherever that is scrolled to. */
export function HideButton({ onHide }: { onHide: () => void }) {
	const { t } = useTexts()
	return (
		<div className="corner">
			<button type="button" className="icon-button" aria-label={t('app.hide')} onClick={onHide}>
				<Icon name="cloud" />
			</button>
		</div>
	)
}
