import { useTranslations } from '../ui/i18n.ts'

/** Something has come since this was read: it is shown when the reader says so, not under their hands. */
export function RefreshNote({ isOutdated, onShow }: { isOutdated: boolean; onShow: () => void }) {
	const { t } = useTranslations()
	return (
		<div role="status">
			{isOutdated && (
				<p className="note wait">
					{t('desk.news')}{' '}
					<button type="button" className="plain small" onClick={onShow}>
						{t('desk.showNews')}
					</button>
				</p>
			)}
		</div>
	)
}
