import { serverApi } from '#shared/api/server'
import { dateTimeIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { Icon } from '../../ui/icons.tsx'
import { useRoute } from '../kit/use-server-data.ts'

/**
 * The server was restored from a backup: number of records that phones have sent again, and of phones that
 * have not synced since.
 */
export function RestorationNote() {
	const { t, language } = useTranslations()
	const { found } = useRoute(serverApi.restoration, {}, 'take')
	if (!found) return null
	const { since, returned, phones, silent } = found
	return (
		<div className="note wait stack" role="status">
			<p>
				<Icon name="warning" /> {t('restoration.restored', { time: dateTimeIn(language, since) })}{' '}
				{t('restoration.changesReceived', { count: returned })}{' '}
				{t('restoration.devicesCompared', { count: phones })}
			</p>
			<p>{silent > 0 ? t('restoration.devicesNotSynced', { count: silent }) : t('restoration.allSynced')}</p>
			<p>{t('restoration.reactivatedHint')}</p>
		</div>
	)
}
