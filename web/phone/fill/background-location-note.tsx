import './background-location-note.css'
import { useSyncExternalStore } from 'react'
import { useTranslations } from '../../ui/i18n.ts'
import { Icon } from '../../ui/icons.tsx'
import type { BackgroundLocation } from './background-location.ts'

/** State of the automatic location: a quiet line, or why it needs permission. */
export function BackgroundLocationNote({ background }: { background: BackgroundLocation }) {
	const { t } = useTranslations()
	const state = useSyncExternalStore(background.subscribe, background.state)
	if (state.is === 'off') return null
	if (state.is === 'asking')
		return (
			<section className="note stack tight" aria-label={t('controls.location.formTitle')}>
				<p>{t('controls.location.formHelp')}</p>
				<div className="actions">
					<button type="button" onClick={background.allow}>
						<Icon name="pin" />
						{t('controls.location.allow')}
					</button>
					<button type="button" className="plain" onClick={background.decline}>
						{t('controls.location.decline')}
					</button>
				</div>
			</section>
		)
	return (
		<section className="hint place-note" aria-label={t('controls.location.formTitle')}>
			<Icon name="pin" />
			{state.is === 'taken'
				? t('controls.location.saved', { metres: state.metres })
				: state.metres === null
					? t('controls.location.finding')
					: t('controls.location.improving', { metres: state.metres })}
			{state.is === 'looking' && (
				<button type="button" className="plain" onClick={background.decline}>
					{t('controls.location.decline')}
				</button>
			)}
		</section>
	)
}
