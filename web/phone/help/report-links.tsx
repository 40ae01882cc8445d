import { localize } from '#shared/forms/localized-text'
import { keyFingerprint } from '#shared/people/key-fingerprint'
import { useTranslations } from '../../ui/i18n.ts'
import { Icon } from '../../ui/icons.tsx'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { useReports } from './use-reports.ts'

/** Report forms, each started with one tap; renders nothing if there are none. */
export function Reports() {
	const { t, language } = useTranslations()
	const { forms, leadKey, begin, isBeginning, problem } = useReports()
	if (forms.length === 0) return null
	return (
		<section className="stack tight" aria-label={t('help.report')}>
			{forms.map((form) =>
				form.canBeSealed ? (
					<button
						key={form.id}
						type="button"
						className="card begin"
						disabled={isBeginning}
						onClick={() => void begin(form)}
					>
						<Icon name="draft" />
						<span>
							{t('help.report')}
							<span className="hint">{t('help.reportHint', { title: localize(form.title, language) })}</span>
						</span>
					</button>
				) : (
					<p key={form.id} className="note wait">
						{t('help.noKey')}
					</p>
				),
			)}
			{leadKey !== undefined && (
				<details>
					<summary>{t('security.newKey.fingerprint')}</summary>
					<p>
						<code dir="ltr">{keyFingerprint(leadKey)}</code>
					</p>
					<p className="hint">{t('security.newKey.compare')}</p>
				</details>
			)}
			<ProblemNote problem={problem} />
		</section>
	)
}
