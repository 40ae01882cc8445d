import { useLoaded } from '../desk/use-loaded.ts'
import { restoration } from '../sync/desk-client.ts'
import { dateTimeIn } from '../ui/formats.ts'
import { useTranslations } from '../ui/i18n.ts'
import { Icon } from '../ui/icons.tsx'

/** The server was set back to a backup: how much the phones have brought back, and how many were not heard since. */
export function RestoreNote() {
	const { t, language } = useTranslations()
	const { found } = useLoaded('restoration', restoration, 'take')
	if (!found) return null
	const { since, returned, phones, silent } = found
	return (
		<div className="note wait stack" role="status">
			<p>
				<Icon name="warning" /> {t('restoration.since', { time: dateTimeIn(language, since) })}{' '}
				{t('restoration.returned', { count: returned })} {t('restoration.phones', { count: phones })}
			</p>
			<p>{silent > 0 ? t('restoration.silent', { count: silent }) : t('restoration.allHeard')}</p>
			<p>{t('restoration.switchedOff')}</p>
		</div>
	)
}
