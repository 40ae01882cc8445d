import '../frame/receipt.css'
import { outboxState } from '../../storage/outbox/outbox.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { Icon } from '../../ui/icons.tsx'
import { useLocalData } from '../../ui/use-local-data.ts'
import { useSession } from '../../ui/work-session-context.ts'
import { AppBar, useGoBack } from '../frame/app-bar.tsx'

/** After a report: where it is now, and who can read it. Its closing leads to where the report was started, often another form. */
export function ReportSavedScreen() {
	const { t } = useTranslations()
	const { session } = useSession()
	const close = useGoBack('/')
	const outbox = useLocalData(() => outboxState(session.device), session.device)
	if (!outbox) return null
	const isSent = outbox.records + outbox.refused === 0
	return (
		<div className="app-screen">
			<AppBar title={t('help.report')} hasSyncChip />
			<main>
				<section className={isSent ? 'receipt' : 'receipt seen'} role="status">
					<span className="receipt-mark">
						<Icon name="check" />
					</span>
					<h2>{t(isSent ? 'receipt.reportSent' : 'receipt.reportSaved')}</h2>
					<p>{t(isSent ? 'receipt.reportReader' : 'receipt.reportWaits')}</p>
				</section>
			</main>
			<footer className="app-foot">
				<button type="button" onClick={close}>
					{t('app.close')}
				</button>
			</footer>
		</div>
	)
}
