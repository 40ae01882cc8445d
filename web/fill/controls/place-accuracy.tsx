import { useTranslations } from '../../ui/i18n.ts'
import { Icon } from '../../ui/icons.tsx'

interface LocationAccuracyProps {
	/** Less exact than this, it is marked. */
	readonly warningMetres: number
	readonly metres: number
}

/** How sure the phone was of a place. */
export function LocationAccuracy({ metres, warningMetres }: LocationAccuracyProps) {
	const { t } = useTranslations()
	const isVague = metres > warningMetres
	return (
		<span className={isVague ? 'error' : undefined}>
			{isVague && <Icon name="warning" />}
			{t('control.placeWithin', { metres: Math.round(metres) })}
		</span>
	)
}
