import type { ErasureListItem } from '#shared/privacy/erasure'
import { dateTimeIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'

/** Erased records, from their signed statements: time, author and reason, and nothing of their content. */
export function ErasureList({ lines }: { readonly lines: readonly ErasureListItem[] }) {
	const { t, language } = useTranslations()
	return (
		<ul className="cards">
			{lines.map(({ record, code, at, by, reason, revisions, files, late, isRight, isSwept }) => (
				<li key={record} className="card">
					<span className="card-text">
						<span>
							<bdi dir="ltr">{code}</bdi> · {t(`destroy.reasons.${reason}`)}
						</span>
						<span className="hint">
							{at && dateTimeIn(language, at)} · <bdi>{by}</bdi> · {t('destroy.gone', { count: revisions })}
							{files > 0 && ` · ${t('destroy.files', { count: files })}`}
						</span>
						{late > 0 && <span className="hint">{t('destroy.late', { count: late })}</span>}
						{!isRight && <span className="note stop">{t('destroy.notRight')}</span>}
						{isRight && !isSwept && <span className="hint">{t('destroy.notSwept')}</span>}
					</span>
				</li>
			))}
		</ul>
	)
}
