import { type ReactNode, useState } from 'react'
import { useLocation } from 'wouter'
import { useTranslations } from '../../ui/i18n.ts'
import { Icon } from '../../ui/icons.tsx'
import { createPreloadable } from '../../ui/preloadable.ts'
import { HideButton } from '../unlock/hide-button.tsx'
import { SyncChip } from './sync-chip.tsx'

const AppMenu = createPreloadable(async () => (await import('./app-menu.tsx')).AppMenu)

interface AppBarProps {
	readonly title: ReactNode
	readonly subtitle?: ReactNode
	/** Screen that opens if the app was opened at this one; absent for the tabs, which have no button back. */
	readonly back?: string
	/** Goes back in another way than to the screen before. */
	readonly onBack?: (() => void) | undefined
	/** True if the bar shows whether everything is sent. */
	readonly hasSyncChip?: boolean
}

/** Sticky bar of a screen outside a form: back, title, state of sync, hide screen, menu. */
export function AppBar({ title, subtitle, back, onBack, hasSyncChip = false }: AppBarProps) {
	const { t } = useTranslations()
	const goBack = useGoBack(back ?? '/')
	const [isMenuOpen, setMenuOpen] = useState(false)
	return (
		<header className="app-bar">
			{back !== undefined && (
				<button type="button" className="icon-button" aria-label={t('app.back')} onClick={onBack ?? goBack}>
					<Icon name="back" />
				</button>
			)}
			<div className="app-bar-title">
				<h1>{title}</h1>
				{subtitle !== undefined && <p className="app-bar-subtitle">{subtitle}</p>}
			</div>
			{hasSyncChip && <SyncChip />}
			<HideButton />
			<button
				type="button"
				className="icon-button"
				aria-label={t('home.menu')}
				aria-haspopup="dialog"
				onClick={() => setMenuOpen(true)}
			>
				<Icon name="more" />
			</button>
			{isMenuOpen && <AppMenu onClose={() => setMenuOpen(false)} />}
		</header>
	)
}

/** Returns to the screen before, or to `otherwise` if the app was opened at this screen. */
export function useGoBack(otherwise: string): () => void {
	const [, go] = useLocation()
	return () => (history.length > 1 ? history.back() : go(otherwise, { replace: true }))
}
