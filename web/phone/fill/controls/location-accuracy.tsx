import { useTranslations } from '../../../ui/i18n.ts'
import { Icon } from '../../../ui/icons.tsx'

interface LocationAccuracyProps {
	/** Accuracy in metres from which a location is marked as inaccurate. */
	readonly warningMetres: number
	readonly metres: number
}

/** Accuracy of a location. */
export function LocationAccuracy({ metres, warningMetres }: LocationAccuracyProps) {
	const { t } = useTranslations()
	const isVague = metres > warningMetres
	return (
		<span className={isVague ? 'error' : undefined}>
			{isVague && <Icon name="warning" />}
			{t('controls.location.accuracy', { metres: Math.round(metres) })}
		</span>
	)
}
