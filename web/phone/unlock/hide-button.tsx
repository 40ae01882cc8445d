import { useContext } from 'react'
import { useTranslations } from '../../ui/i18n.ts'
import { Icon } from '../../ui/icons.tsx'
import { WorkSessionContext } from '../../ui/work-session-context.ts'

/** Button that hides the screen; two fingers anywhere do the same. Nothing in the preview of a form. */
export function HideButton() {
	const { t } = useTranslations()
	const working = useContext(WorkSessionContext)
	if (!working) return null
	return (
		<button type="button" className="icon-button" aria-label={t('app.hideScreen')} onClick={working.hide}>
			<Icon name="hide" />
		</button>
	)
}
