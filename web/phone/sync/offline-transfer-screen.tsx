import { useTranslations } from '../../ui/i18n.ts'
import { useSession } from '../../ui/work-session-context.ts'
import { AppScreen } from '../frame/app-screen.tsx'
import { BackupFileSection } from './backup-file-section.tsx'
import { ImportOfflineFile } from './import-offline-file.tsx'
import { OfflineFileList } from './offline-file-list.tsx'

/** Screen for the offline transfer: files from this phone, and files of others that it uploads. */
export function OfflineTransferScreen() {
	const { t } = useTranslations()
	const { session } = useSession()
	return (
		<AppScreen title={t('offlineTransfer.title')} back="/send">
			<BackupFileSection />
			<ImportOfflineFile />
			{!session.isDecoy && <OfflineFileList />}
		</AppScreen>
	)
}
