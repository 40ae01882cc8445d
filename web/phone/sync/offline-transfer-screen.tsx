import { Link } from 'wouter'
import { useTranslations } from '../../ui/i18n.ts'
import { Icon } from '../../ui/icons.tsx'
import { useSession } from '../../ui/work-session-context.ts'
import { BackupFileSection } from './backup-file-section.tsx'
import { ImportOfflineFile } from './import-offline-file.tsx'
import { OfflineFileList } from './offline-file-list.tsx'

/** Screen for the offline transfer: files from this phone, and files of others that it uploads. */
export function OfflineTransferScreen() {
	const { t } = useTranslations()
	const { session } = useSession()
	return (
		<main className="screen narrow stack">
			<header className="bar">
				<Link href="/send" className="icon-button" aria-label={t('app.back')}>
					<Icon name="back" />
				</Link>
				<h1>{t('offlineTransfer.title')}</h1>
			</header>
			<BackupFileSection />
			<ImportOfflineFile />
			{!session.isDecoy && <OfflineFileList />}
		</main>
	)
}
