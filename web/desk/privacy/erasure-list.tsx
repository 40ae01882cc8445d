import type { ErasureListItem } from '#shared/privacy/erasure'
import { dateTimeIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'

/** Erased records, from their signed statements: time, author and reason, without their content. */
export function ErasureList({ lines }: { readonly lines: readonly ErasureListItem[] }) {
	const { t, language } = useTranslations()
	return (
		<ul className="cards">
			{lines.map(({ record, code, at, by, reason, revisions, files, late, isRight, isSwept }) => (
				<li key={record} className="card">
					<span className="card-text">
						<span>
							<bdi dir="ltr">{code}</bdi> · {t(`privacy.reasons.${reason}`)}
						</span>
						<span className="hint">
							{at && dateTimeIn(language, at)} · <bdi>{by}</bdi> ·{' '}
							{t('privacy.changesErased', { count: revisions })}
							{files > 0 && ` · ${t('privacy.attachmentCount', { count: files })}`}
						</span>
						{late > 0 && <span className="hint">{t('privacy.lateChanges', { count: late })}</span>}
						{!isRight && <span className="note stop">{t('privacy.entryAltered')}</span>}
						{isRight && !isSwept && <span className="hint">{t('privacy.removalPending')}</span>}
					</span>
				</li>
			))}
		</ul>
	)
}
