import { qualityApi } from '#shared/api/quality'
import { dateTimeIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { useRoute } from '../kit/use-server-data.ts'
import { LimitsForm } from './limits-form.tsx'
import { QualityScopeFields, useQualityScope } from './quality-scope.tsx'

/** Limits of the checks in a round, and their severities: previewed before they are saved. */
export function LimitsScreen() {
	const { t, language } = useTranslations()
	const { round } = useQualityScope()
	const { found, problem, reload } = useRoute(qualityApi.limits, { query: { round } })
	return (
		<div className="stack">
			<header className="desk-head">
				<h1>{t('quality.limits.title')}</h1>
			</header>
			<p className="hint">{t('quality.limits.help')}</p>
			<p className="hint">{t('quality.limits.severityHint')}</p>
			<div className="filters">
				<QualityScopeFields path="/desk/quality/limits" isOfRound />
			</div>
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
