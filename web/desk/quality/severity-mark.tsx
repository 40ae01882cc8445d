import type { Severity } from '#shared/quality/severity'
import { useTranslations } from '../../ui/i18n.ts'
import { DeskIcon } from '../kit/desk-icon.tsx'

/** Severity of a flag, as bars and as a word. */
export function SeverityMark({ severity }: { readonly severity: Severity }) {
	const { t } = useTranslations()
	return (
		<span className={`severity is-${severity}`}>
			<DeskIcon name={severity === 'off' ? 'mute' : severity} /> {t(`quality.limits.severity.${severity}`)}
		</span>
	)
}
