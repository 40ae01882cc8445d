import type { OfflineImportResult } from '../sync/import-offline-bundle.ts'
import { numberIn } from './formats.ts'
import { useTranslations } from './i18n.ts'

/** Result of uploading an offline file, in words and numbers. */
export function OfflineImportSummary({
	result,
}: {
	result: Pick<OfflineImportResult, 'added' | 'known' | 'heldBack' | 'unreadable' | 'attachments'>
}) {
	const { t, language } = useTranslations()
	const { added, known, heldBack, unreadable, attachments } = result
	const number = (count: number) => ({ count, number: numberIn(language, count) })
	return (
		<ul className="facts">
			<li className="quiet">{t('offlineTransfer.newChanges', number(added))}</li>
			{known > 0 && <li className="quiet">{t('offlineTransfer.knownChanges', number(known))}</li>}
			{attachments > 0 && <li className="quiet">{t('offlineTransfer.attachments', number(attachments))}</li>}
			{heldBack > 0 && <li className="wait">{t('offlineTransfer.quarantined', number(heldBack))}</li>}
			{unreadable > 0 && <li className="stop">{t('offlineTransfer.unreadable', number(unreadable))}</li>}
		</ul>
	)
}
