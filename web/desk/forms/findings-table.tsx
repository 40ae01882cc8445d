import { type ExerciseFinding, isHint } from '#shared/exercise/findings'
import type { FormDefinition } from '#shared/forms/form-definition'
import { nodesOf } from '#shared/forms/form-nodes'
import { localize } from '#shared/forms/localized-text'
import { useTranslations } from '../../ui/i18n.ts'
import { Icon } from '../../ui/icons.tsx'
import type { ExerciseState } from './exercise-worker.ts'

interface FindingsTableProps {
	readonly state: ExerciseState
	readonly definition: FormDefinition
}

/** Findings of the automated test runs, each with its question and what to do. */
export function FindingsTable({ state, definition }: FindingsTableProps) {
	const { t, language } = useTranslations()
	const { findings, runs } = state
	if (findings.length === 0) return <p>{t('forms.testRun.noProblems', { runs })}</p>
	const parts = new Map(nodesOf(definition).map(({ template, part }) => [template, part]))
	return (
		<table className="table findings">
			<thead>
				<tr>
					<th scope="col">{t('forms.testRun.question')}</th>
					<th scope="col">{t('forms.testRun.finding')}</th>
				</tr>
			</thead>
			<tbody>
				{findings.map((finding) => {
					const part = parts.get(finding.template)
					return (
						<tr key={`${finding.kind} ${finding.template} ${finding.language} ${finding.column}`}>
							<th scope="row">
								{part ? <bdi dir="ltr">{part.name}</bdi> : t('forms.testRun.wholeForm')}
								{part?.label && (
									<span className="hint">
										<bdi>{localize(part.label, language)}</bdi>
									</span>
								)}
							</th>
							<td data-label={t('forms.testRun.finding')}>
								<span className={isHint(finding) ? 'state wait' : 'state stop'}>
									<Icon name={isHint(finding) ? 'question' : 'warning'} />
									{t(isHint(finding) ? 'forms.testRun.check' : 'forms.testRun.problem')}
								</span>{' '}
								<FindingText finding={finding} runs={runs} definition={definition} />
							</td>
						</tr>
					)
				})}
			</tbody>
		</table>
	)
}

const maxNamed = 20

function FindingText({
	finding,
	runs,
	definition,
}: {
	finding: ExerciseFinding
	runs: number
	definition: FormDefinition
}) {
	const { t } = useTranslations()
	const { kind, count = 0, names = [], expression, isStuck, language, column } = finding
	const named = [...names.slice(0, maxNamed), ...(names.length > maxNamed ? ['…'] : [])].join(', ')
	return (
		<>
			{t(`forms.finding.${kind}`, {
				count,
				runs,
				names: named,
				language: definition.languages.find(({ tag }) => tag === language)?.name ?? '',
				column: column ? t(`forms.textColumn.${column}`) : '',
			})}
			{isStuck && <> {t('forms.finding.stuck')}</>}
			{expression !== undefined && (
				<code className="expression" dir="ltr">
					{expression}
				</code>
			)}
		</>
	)
}
