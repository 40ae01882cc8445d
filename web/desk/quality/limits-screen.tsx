import { qualityApi } from '#shared/api/quality'
import { dateTimeIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { useScope } from '../kit/scope.tsx'
import { useRoute } from '../kit/use-server-data.ts'
import { LimitsForm } from './limits-form.tsx'
import { QualityHead } from './quality-head.tsx'

/** Limits of the checks in a round, and their severities: previewed before they are saved. */
export function LimitsScreen() {
	const { t, language } = useTranslations()
	const { round } = useScope('round')
	const { found, problem, reload } = useRoute(qualityApi.limits, { query: { round } })
	return (
		<div className="stack">
			<QualityHead />
			<p className="hint">{t('quality.limits.help')}</p>
			<p className="hint">{t('quality.limits.severityHint')}</p>
			<ProblemNote problem={problem} />
			{found && <LimitsForm key={`${round} ${found.n}`} round={round} listed={found} onSaved={reload} />}
			{found && found.changes.length > 0 && (
				<section className="stack tight" aria-labelledby="limits-changes">
					<h2 id="limits-changes">{t('quality.limits.changes')}</h2>
					<ul>
						{found.changes.map(({ by, at, why }) => (
							<li key={at}>{t('quality.limits.changedBy', { by, at: dateTimeIn(language, at), why })}</li>
						))}
					</ul>
				</section>
			)}
		</div>
	)
}
