import { useState } from 'react'
import { type Answer, sameAnswer } from '#shared/forms/answers'
import { randomId } from '#shared/kernel/ids'
import { asProblem, type Problem } from '#shared/kernel/problem'
import type { RecordDetail } from '#shared/review/record-response'
import { sendBulkEdit } from '../../api/cleaning-client.ts'
import { randomBytes } from '../../storage/vault/vault.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import type { FormReading } from '../kit/form-labels.ts'
import { ReasonField } from '../kit/reason-field.tsx'
import { readTyped, TypedValue, unreadable } from '../kit/typed-value.tsx'
import { useUnsavedChanges } from '../kit/unsaved-changes.ts'

interface EditAnswerProps {
	readonly record: RecordDetail
	readonly reading: FormReading
	readonly path: string
	readonly answer: Answer
	readonly onCorrected: () => void
}

/** Edits one answer in place. */
export function EditAnswer(props: EditAnswerProps) {
	const { t } = useTranslations()
	const [isOpen, setOpen] = useState(false)
	if (isOpen) return <Correcting {...props} onEnd={() => setOpen(false)} />
	return (
		<button
			type="button"
			className="plain small correct-open"
			aria-label={`${t('cleaning.edit')}: ${props.reading.label(props.path)}`}
			onClick={() => setOpen(true)}
		>
			{t('cleaning.edit')}
		</button>
	)
}

function Correcting({
	record,
	reading,
	path,
	answer,
	onCorrected,
	onEnd,
}: EditAnswerProps & { onEnd: () => void }) {
	const { t } = useTranslations()
	const part = reading.nodeAt(path)?.part
	const [bulkEditId] = useState(() => randomId(randomBytes))
	const before = typeof answer === 'object' ? answer.join(' ') : String(answer)
	const [typed, setTyped] = useState(before)
	const [why, setWhy] = useState('')
	const [error, setError] = useState('')
	const [problem, setProblem] = useState<Problem | null>(null)
	const [isSaving, setSaving] = useState(false)
	const [isHiding, setHiding] = useState(false)
	const [mayHide, setMayHide] = useState(false)
	useUnsavedChanges('decision', typed !== before || why.trim() !== '')
	async function save() {
		setError('')
		setProblem(null)
		const read = readTyped(part, typed)
		if (read.kind === 'unreadable') return setError(unreadable(t, part))
		if (why.trim() === '') return setError(t('problem.reason-missing'))
		const after = read.kind === 'answer' ? read.value : null
		if (sameAnswer(answer, after)) return setError(t('cleaning.valueUnchanged'))
		setSaving(true)
		try {
			const { left } = await sendBulkEdit({
				kind: 'edit',
				bulkEditId,
				why: why.trim(),
				records: [{ id: record.id, changes: [{ path, before: answer, after }], hides: mayHide ? ['*'] : [] }],
			})
			const [unchanged] = left
			setHiding(unchanged?.why === 'hides-others')
			if (unchanged) setError(t(`review.notChangedReason.${unchanged.why}`))
			else onCorrected()
		} catch (thrown) {
			setProblem(asProblem(thrown))
		} finally {
			setSaving(false)
		}
	}
	return (
		<form
			className="stack tight correcting"
			onSubmit={(event) => {
				event.preventDefault()
				void save()
			}}
		>
			<TypedValue
				label={t('cleaning.newAnswer')}
				part={part}
				choices={reading.choicesAt(path)}
				value={typed}
				onChange={setTyped}
			/>
			<ReasonField label={t('review.reason')} value={why} onChange={setWhy} />
			{error && (
				<p className="error" role="alert">
					{error}
				</p>
			)}
			{(isHiding || mayHide) && (
				<label className="choice small">
					<input type="checkbox" checked={mayHide} onChange={(event) => setMayHide(event.target.checked)} />
					<span>{t('cleaning.editAnyway')}</span>
				</label>
			)}
			<ProblemNote problem={problem} />
			<div className="actions">
				<button type="submit" disabled={isSaving}>
					{t('cleaning.saveEdit')}
				</button>
				<button type="button" className="plain" onClick={onEnd}>
					{t('app.cancel')}
				</button>
			</div>
		</form>
	)
}
