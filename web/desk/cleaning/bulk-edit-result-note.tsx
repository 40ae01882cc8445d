import { useTranslations } from '../../ui/i18n.ts'
import type { BulkEditProgress } from './apply-bulk-edit.ts'

/** Result of a bulk edit: number of edited records, and each reason for which records were skipped. */
export function BulkEditResultNote({
	sent,
	isBack = false,
}: {
	readonly sent: BulkEditProgress
	readonly isBack?: boolean
}) {
	const { t } = useTranslations()
	const reasons = new Map<BulkEditProgress['left'][number]['why'], number>()
	for (const { why } of sent.left) reasons.set(why, (reasons.get(why) ?? 0) + 1)
	return (
		<div className={sent.left.length > 0 ? 'note wait' : 'note ok'} role="status">
			<p>{t(isBack ? 'cleaning.undoneCount' : 'cleaning.editedCount', { count: sent.done })}</p>
			{reasons.size > 0 && (
				<>
					<p>{t('review.notChangedCount', { count: sent.left.length })}</p>
					<ul>
						{[...reasons].map(([why, count]) => (
							<li key={why}>
								{t('cleaning.skippedCount', { count })}: {t(`review.notChangedReason.${why}`)}
							</li>
						))}
					</ul>
				</>
			)}
		</div>
	)
}
