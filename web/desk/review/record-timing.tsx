import { parseFormAudit } from '#shared/forms/form-audit'
import type { RecordDetail } from '#shared/review/record-response'
import { dateTimeIn, numberIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import type { FormReading } from '../kit/form-labels.ts'

/** Start and end of an interview, and the time that each part of the form was on screen. */
export function RecordTiming({ record, reading }: { record: RecordDetail; reading: FormReading }) {
	const { t, language } = useTranslations()
	const finish = record.history.find(({ changes }) =>
		changes.some(({ path, after }) => path === '$status' && after === 'submitted'),
	)
	const audits = Object.values(record.answers).flatMap((answer) => parseFormAudit(answer) ?? [])
	const [audit] = audits
	const minutes = (ms: number) => numberIn(language, Math.round(ms / 6000) / 10)
	const sections = audit ? sectionsOf(audit.questions, reading) : []
	const longest = Math.max(1, ...sections.map(({ ms }) => ms))
	return (
		<section className="stack tight" aria-labelledby="timing">
			<h2 id="timing">{t('review.timing')}</h2>
			<p>
				{t('review.startedAt', { time: dateTimeIn(language, record.started) })}
				{finish && ` · ${t('review.finishedAt', { time: dateTimeIn(language, finish.written) })}`}
				{audit && ` · ${t('review.minutesOnScreen', { minutes: minutes(audit.ms) })}`}
			</p>
			{!audit && <p className="hint">{t('review.noTiming')}</p>}
			{sections.length > 0 && (
				<details>
					<summary>{t('review.bySection')}</summary>
					<ul className="section-times">
						{sections.map(({ label, ms, questions }) => (
							<li key={label}>
								<span dir="auto">{label}</span>{' '}
								<span className="hint">
									{t('review.sectionTime', { count: questions, minutes: minutes(ms) })}
								</span>
								<span className="bar-track" aria-hidden="true">
									<span className="bar-fill" style={{ inlineSize: `${(100 * ms) / longest}%` }} />
								</span>
							</li>
						))}
					</ul>
				</details>
			)}
		</section>
	)
}

type Questions = NonNullable<ReturnType<typeof parseFormAudit>>['questions']

/** Returns the labelled parts of the form, in its order. */
function sectionsOf(questions: Questions, { nodes, label }: FormReading) {
	const found = new Map<string, { ms: number; questions: number }>()
	for (const [path, { ms }] of questions) {
		const section = path.split('/')[0] ?? ''
		const known = found.get(section) ?? { ms: 0, questions: 0 }
		found.set(section, { ms: known.ms + ms, questions: known.questions + 1 })
	}
	return nodes.flatMap(({ template, part }) => {
		const own = found.get(template)
		return own && part.kind !== 'question' && part.label !== undefined
			? [{ label: label(template), ...own }]
			: []
	})
}
