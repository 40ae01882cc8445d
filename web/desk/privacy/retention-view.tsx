import { privacyApi } from '#shared/api/privacy'
import { nodesOf } from '#shared/forms/form-nodes'
import { localize } from '#shared/forms/localized-text'
import { parseRetentionPeriod } from '#shared/forms/retention-period'
import type { FormListItem } from '#shared/xlsform/forms-api'
import { dateIn, dateTimeIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { useRoute } from '../kit/use-server-data.ts'
import { ClockNote } from '../shell/clock-note.tsx'

/** Retention: periods, the next erasure, and the past erasures. */
export function RetentionView({ forms }: { readonly forms: readonly FormListItem[] }) {
	const { t, language } = useTranslations()
	const { found, problem } = useRoute(privacyApi.retention, {})
	const nameOf = (form: string, question: string) => {
		const definition = forms.find(({ id }) => id === form)?.definition
		const part = definition && nodesOf(definition).find(({ template }) => template === question)?.part
		return localize(part?.label, language) || question
	}
	/** Texts of a retention period; the earliest of them applies. */
	const formatRetentionPeriod = (text: string) => {
		const keep = parseRetentionPeriod(text) ?? {}
		return (['approved', 'round', 'arrived'] as const)
			.flatMap((after) => {
				const days = keep[after]
				if (days === undefined) return []
				if (days > 0 || after === 'arrived') return [t(`privacy.retentionPeriod.${after}`, { count: days })]
				return [t(after === 'approved' ? 'privacy.untilApproved' : 'privacy.untilRound')]
			})
			.join(' / ')
	}
	return (
		<section className="stack" aria-labelledby="retention">
			<h2 id="retention">{t('privacy.retentionTitle')}</h2>
			<p className="hint">{t('privacy.retentionHint')}</p>
			<ClockNote />
			<ProblemNote problem={problem} />
			{found?.periods.length === 0 && <p>{t('privacy.retentionEmpty')}</p>}
			{found && found.periods.length > 0 && (
				<>
					<ul className="cards">
						{found.periods.map(({ form, question, keep, values, next }) => (
							<li key={`${form} ${question}`} className="card">
								<span className="card-text">
									<span>
										<bdi>{nameOf(form, question)}</bdi> · <bdi>{formatRetentionPeriod(keep)}</bdi>
									</span>
									<span className="hint">
										{t('privacy.storedValues', { count: values })}
										{values > 0 &&
											` · ${next === null ? t('privacy.noneDue') : t('privacy.nextErasure', { day: dateIn(language, next) })}`}
									</span>
								</span>
							</li>
						))}
					</ul>
					<h3>{t('privacy.retentionHistory')}</h3>
					{found.runs.length === 0 && <p>{t('privacy.retentionHistoryEmpty')}</p>}
					<ul className="cards">
						{found.runs.map(({ at, values, files, isRight, isSwept }) => (
							<li key={`${at} ${JSON.stringify(values)}`} className="card">
								<span className="card-text">
									{values.map(({ form, question, count }) => (
										<span key={question}>
											{t('privacy.erasedValues', { count, question: nameOf(form, question) })}
										</span>
									))}
									<span className="hint">
										{at && dateTimeIn(language, at)}
										{files > 0 && ` · ${t('privacy.attachmentCount', { count: files })}`}
									</span>
									{!isRight && <span className="note stop">{t('privacy.entryAltered')}</span>}
									{isRight && !isSwept && <span className="hint">{t('privacy.removalPending')}</span>}
								</span>
							</li>
						))}
					</ul>
				</>
			)}
		</section>
	)
}
