import { useMemo, useState } from 'react'
import { formApi } from '#shared/api/forms'
import { compareForms } from '#shared/forms/compare-forms'
import type { FormAssignment } from '#shared/forms/form-assignment'
import { localize } from '#shared/forms/localized-text'
import { rolesMissing, weakenings } from '#shared/forms/weakened-sealing'
import { asProblem, type Problem } from '#shared/kernel/problem'
import { isHelplineOnly } from '#shared/study/deployments'
import { allRounds } from '#shared/study/study'
import { buildStudyLists } from '#shared/study/study-lists'
import type { FormListItem, Published } from '#shared/xlsform/forms-api'
import { importForm } from '#shared/xlsform/import-form'
import type { ImportProblem } from '#shared/xlsform/import-problems'
import { callRoute } from '../../api/call-route.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { Icon } from '../../ui/icons.tsx'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { useDesk } from '../kit/desk-context.ts'
import { expectedText } from '../kit/expected-text.ts'
import { AssignmentFields } from './assignment-fields.tsx'
import { FormChangesList } from './form-changes-list.tsx'
import { FormSummary } from './form-summary.tsx'
import { FormTools } from './form-tools.tsx'
import { FormWeightLine, useWeight } from './form-weight.tsx'
import { groupProblems } from './group-problems.ts'
import type { FormFile } from './read-form-file.ts'
import { WeakeningTable } from './weakening-table.tsx'

interface CheckedFormProps {
	readonly file: FormFile
	readonly current: readonly FormListItem[]
	readonly onPublished: (published: Published) => void
	readonly onClose: () => void
}

/** A form file: its errors by sheet and cell, and what publishing it would change. */
export function CheckedForm({ file, current, onPublished, onClose }: CheckedFormProps) {
	const { t, language: appLanguage } = useTranslations()
	const { study } = useDesk()
	const [problem, setProblem] = useState<Problem | null>(null)
	const [assigned, setAssigned] = useState<FormAssignment>(null)
	const [isPublishing, setPublishing] = useState(false)
	const { definition, problems } = useMemo(
		() =>
			importForm(file.sheets, {
				name: file.name,
				media: file.media,
				files: buildStudyLists({ ...study, rounds: [...allRounds] }),
				isWithoutRounds: isHelplineOnly(study.serves),
			}),
		[file, study],
	)
	const weight = useWeight(definition)
	const before = current.find(({ id }) => id === definition?.id)
	const changes = definition && before ? compareForms(before.definition, definition) : null
	const weakened = definition && before ? weakenings(before.definition, definition) : []

	async function publish() {
		setPublishing(true)
		setProblem(null)
		try {
			onPublished(await callRoute(formApi.publish, { body: before ? file : { ...file, assigned } }))
		} catch (thrown) {
			setProblem(asProblem(thrown))
			setPublishing(false)
		}
	}
	return (
		<section className="panel stack" aria-labelledby="checked">
			<h2 id="checked">
				<bdi>{definition ? localize(definition.title, appLanguage) : file.name}</bdi>
			</h2>
			{definition && <FormSummary definition={definition} />}
			{weight && <FormWeightLine weight={weight} />}
			{problems.length > 0 && <Problems problems={problems} />}
			{!definition && <p role="status">{t('forms.notPublished')}</p>}
			{definition && before && changes && <FormChangesList version={before.version} changes={changes} />}
			{weakened.length > 0 && (
				<div className="note wait stack tight">
					<p>
						{t('forms.approvalHelp', {
							roles: rolesMissing(weakened, new Set())
								.map((role) => t(`role.${role}`))
								.join(', '),
						})}
					</p>
					<WeakeningTable weakenings={weakened} />
				</div>
			)}
			{definition && !before && (
				<>
					<p>{t('forms.newForm')}</p>
					<AssignmentFields assigned={assigned} onChange={setAssigned} />
				</>
			)}
			{definition && <FormTools definition={definition} version={null} />}
			<ProblemNote problem={problem} />
			<div className="actions">
				{definition && !changes?.isSame && !weight?.excess && (
					<button type="button" disabled={isPublishing} onClick={() => void publish()}>
						{t('forms.publish', { version: (before?.version ?? 0) + 1 })}
					</button>
				)}
				<button type="button" className="plain" onClick={onClose}>
					{t('forms.close')}
				</button>
			</div>
		</section>
	)
}

function Problems({ problems }: { problems: readonly ImportProblem[] }) {
	const { t } = useTranslations()
	return (
		<table className="table">
			<thead>
				<tr>
					<th scope="col">{t('forms.sheet')}</th>
					<th scope="col">{t('forms.cell')}</th>
					<th scope="col">{t('forms.problem')}</th>
				</tr>
			</thead>
			<tbody>
				{groupProblems(problems).map(({ severity, sheet, cells, more, code, details, close }, i) => (
					// biome-ignore lint/suspicious/noArrayIndexKey: the list is made once and never reordered
					<tr key={i}>
						<td data-label={t('forms.sheet')}>
							<bdi dir="ltr">{sheet}</bdi>
						</td>
						<td data-label={t('forms.cell')}>
							<bdi dir="ltr">{cells.join(', ')}</bdi>
							{more > 0 && <> {t('forms.moreCells', { count: more })}</>}
						</td>
						<td data-label={t('forms.problem')}>
							<span className={severity === 'error' ? 'state stop' : 'state wait'}>
								<Icon name="warning" />
								{t(severity === 'error' ? 'forms.error' : 'forms.warning')}
							</span>{' '}
							{t(`formProblem.${code}`, expectedText(t, details))}
							{close !== undefined && <> {t('formProblem.guess', { close })}</>}
						</td>
					</tr>
				))}
			</tbody>
		</table>
	)
}
