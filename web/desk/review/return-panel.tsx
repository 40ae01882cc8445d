import { peopleApi } from '#shared/api/people'
import { canReceiveRecord } from '#shared/people/people'
import type { RecordDetail } from '#shared/review/record-response'
import { inOrderOf } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { Icon } from '../../ui/icons.tsx'
import { ProblemNote } from '../../ui/problem-text.tsx'
import type { FormReading } from '../kit/form-labels.ts'
import { RequiredReason } from '../kit/required-reason.tsx'
import { useRoute } from '../kit/use-server-data.ts'
import { type CommentDraft, CommentField } from './comment-draft.tsx'
import type { Review } from './use-review.ts'

interface ReturnPanelProps {
	readonly record: RecordDetail
	readonly reading: FormReading
	readonly commenting: CommentDraft
	readonly review: Review
	readonly onCancel: () => void
}

/** Comments on the record, and the enumerator who corrects it. */
export function ReturnPanel({ record, reading, commenting, review, onCancel }: ReturnPanelProps) {
	const { t } = useTranslations()
	const { approval, isApproved, isDeciding, notes, why, to, sendBack } = review
	return (
		<section className="review-panel stack tight" aria-label={t('review.title')}>
			<p>{t('review.returnHint')}</p>
			<label className="field">
				{t('review.commentOnRecord')}
				<textarea
					autoFocus={commenting.isNew}
					dir="auto"
					rows={2}
					maxLength={2000}
					value={commenting.notes.get('') ?? ''}
					onChange={(event) => commenting.write('', event.target.value)}
				/>
			</label>
			<Unanswered record={record} reading={reading} commenting={commenting} />
			<ReassignForm record={record} to={to} onChoose={(chosen) => commenting.setComment({ to: chosen })} />
			{isApproved && (
				<RequiredReason
					label={t('review.reopenReason')}
					field={{ value: why, onChange: ({ target }) => commenting.setComment({ why: target.value }) }}
				/>
			)}
			{isDeciding && <p className="hint">{t('review.unsavedText')}</p>}
			<ProblemNote problem={approval.problem} />
			<div className="review-panel">
				<button type="button" disabled={approval.isBusy || isDeciding} onClick={() => void sendBack()}>
					<Icon name="returned" />
					{t(to === '' ? 'review.returnWithComments' : 'review.reassignWithComments', {
						count: notes.length,
					})}
				</button>
				<button type="button" className="plain" onClick={onCancel}>
					{t('review.cancel')}
				</button>
			</div>
		</section>
	)
}

interface ReassignFormProps {
	readonly record: RecordDetail
	readonly to: string
	readonly onChoose: (person: string) => void
}

/** Chooses who corrects the record: its current owner or another enumerator of the district. */
function ReassignForm({ record, to, onChoose }: ReassignFormProps) {
	const { t, language } = useTranslations()
	const { found } = useRoute(peopleApi.list, {})
	const owner = found?.find(({ id }) => id === record.owner.id)
	const takers = owner ? (found ?? []).filter((each) => canReceiveRecord(each, owner, record.district)) : []
	if (takers.length === 0) return null
	return (
		<label className="field">
			{t('review.assignCorrectionTo')}
			<select value={to} onChange={(event) => onChoose(event.target.value)}>
				<option value="">{record.owner.name}</option>
				{inOrderOf(language, takers, ({ name }) => name).map(({ id, name, code }) => (
					<option key={id} value={id}>
						{name} ({code})
					</option>
				))}
			</select>
		</label>
	)
}

/** Lets the reviewer comment on unanswered questions, which are not listed among the answers. */
function Unanswered({
	record,
	reading,
	commenting,
}: Pick<ReturnPanelProps, 'record' | 'reading' | 'commenting'>) {
	const { t } = useTranslations()
	const blank = reading.nodes.filter(
		({ template, part }) =>
			part.kind === 'question' &&
			part.label !== undefined &&
			part.type !== 'note' &&
			!template.includes('/@') &&
			record.answers[template] === undefined,
	)
	if (blank.length === 0) return null
	const chosen = blank.filter(({ template }) => commenting.notes.has(template))
	return (
		<>
			<label className="field">
				{t('review.commentUnanswered')}
				<select value="" onChange={(event) => commenting.write(event.target.value, '')}>
					<option value="">{t('fill.choose')}</option>
					{blank.map(({ template }) => (
						<option key={template} value={template}>
							{reading.label(template)}
						</option>
					))}
				</select>
			</label>
			{chosen.map(({ template }) => (
				<div key={template}>
					<p dir="auto">{reading.label(template)}</p>
					<CommentField commenting={commenting} about={template} label={reading.label(template)} />
				</div>
			))}
		</>
	)
}
