import { useContext } from 'react'
import { Link } from 'wouter'
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

/** Actions at the end of the bar of every unlocked screen: help, and hiding the screen. */
export function BarActions({ hasHelp = true }: { hasHelp?: boolean }) {
	const { t } = useTranslations()
	return (
		<span className="bar-actions">
			{hasHelp && (
				<Link href="/help" className="icon-button" aria-label={t('app.help')}>
					<Icon name="help" />
				</Link>
			)}
			<HideButton />
		</span>
	)
}
