import { useEffect, useRef } from 'react'
import { useLocation } from 'wouter'
import { useTranslations } from '../../ui/i18n.ts'
import { Icon } from '../../ui/icons.tsx'
import { useSession } from '../../ui/work-session-context.ts'

/** Menu of every screen outside a form: a sheet from the foot, within reach of one thumb. */
export function AppMenu({ onClose }: { onClose: () => void }) {
	const { t } = useTranslations()
	const { lock } = useSession()
	const [, go] = useLocation()
	const sheet = useRef<HTMLDialogElement>(null)
	useEffect(() => {
		const dialog = sheet.current
		if (dialog && !dialog.open) dialog.showModal()
	}, [])
	const open = (path: string) => {
		onClose()
		go(path)
	}
	return (
		// biome-ignore lint/a11y/useKeyWithClickEvents: a dialog closes by the Escape key, and by its button
		<dialog
			ref={sheet}
			className="sheet"
			aria-label={t('home.menu')}
			onClose={onClose}
			onClick={({ target, currentTarget }) => {
				// beside the sheet
				if (target === currentTarget) onClose()
			}}
		>
			<ul>
				<li>
					<button type="button" className="list-row" onClick={() => open('/settings')}>
						<Icon name="settings" />
						<span>{t('home.settings')}</span>
					</button>
				</li>
				<li>
					<button type="button" className="list-row" onClick={() => open('/help')}>
						<Icon name="question" />
						<span>{t('app.help')}</span>
					</button>
				</li>
				<li>
					<button type="button" className="list-row" onClick={lock}>
						<Icon name="lock" />
						<span>{t('home.lock')}</span>
					</button>
				</li>
				<li>
					<button type="button" className="list-row" onClick={onClose}>
						<Icon name="close" />
						<span>{t('app.close')}</span>
					</button>
				</li>
			</ul>
		</dialog>
	)
}
