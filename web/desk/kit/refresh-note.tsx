import { useTranslations } from '../../ui/i18n.ts'

/** Offers newer data. It is loaded when the user asks, so that nothing changes while they work. */
export function RefreshNote({ isOutdated, onShow }: { isOutdated: boolean; onShow: () => void }) {
	const { t } = useTranslations()
	return (
		<div role="status">
			{isOutdated && (
				<p className="note wait">
					{t('desk.newData')}{' '}
					<button type="button" className="plain small" onClick={onShow}>
						{t('desk.showNewData')}
					</button>
				</p>
			)}
		</div>
	)
}
