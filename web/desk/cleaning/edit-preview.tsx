import { useEffect, useRef, useState } from 'react'
import type { FoundChanges } from '#shared/cleaning/bulk-edit'
import { randomId } from '#shared/kernel/ids'
import { randomBytes } from '../../storage/vault/vault.ts'
import { numberIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import type { FormReading } from '../kit/form-labels.ts'
import { noReason, RequiredReason, reasonForm } from '../kit/required-reason.tsx'
import { useUnsavedChanges } from '../kit/unsaved-changes.ts'
import { useDeskForm } from '../kit/use-desk-form.ts'
import {
	applyBulkEditInSteps,
	type BulkEditProgress,
	noBulkEditProgress,
	type ToCorrect,
} from './apply-bulk-edit.ts'
import { BulkEditResultNote } from './bulk-edit-result-note.tsx'
import { EditPreviewTable } from './edit-preview-table.tsx'

const maxShown = 20

interface PreviewProps {
	readonly found: Omit<FoundChanges, 'records'> & ToCorrect
	readonly reading: FormReading
	/** Called after writing: everything, or a part that can be continued. */
	readonly onDone: (isAll: boolean) => void
}

const createBulkEditId = () => randomId(randomBytes)

/** Preview of an edit, then the edit itself: step by step; it can be stopped and continued. */
export function Preview({ found, reading, onDone }: PreviewProps) {
	const { t, language } = useTranslations()
	const edit = useBulkEdit(found, onDone)
	const { sent, isRunning } = edit
	const isDone = sent.reached === found.records.length
	useUnsavedChanges('decision', edit.hasStarted && !isDone)
	const changes = found.records.reduce((sum, each) => sum + each.changes.length, 0)
	// If all sides of a conflict are of one author, the latest value may be the current one: the conflict is
	// resolved and no answer changes.
	const isDeciding = found.kind === 'accept-later'
	const many = { count: changes, answers: numberIn(language, changes) }
	const figures = {
		records: numberIn(language, found.records.length),
		answers: t('cleaning.answerCount', many),
		conflicts: t('cleaning.conflictCount', { count: changes, conflicts: many.answers }),
		searched: numberIn(language, found.searchedRecords),
	}
	const would = isDeciding ? 'cleaning.wouldResolve' : 'cleaning.wouldChange'
	return (
		<section className="stack tight" aria-label={t('cleaning.preview')}>
			<p className="headline" role="status">
				{found.records.length === 0
					? t('cleaning.noChanges', figures)
					: t(found.isMore ? `${would}More` : would, {
							count: found.records.length,
							...figures,
						})}
			</p>
			<LeftOutNotes found={found} />
			<PreviewedRecords records={found.records} reading={reading} />
			{found.records.length > 0 && !isDone && (
				<EditForm
					edit={edit}
					text={t(isDeciding ? 'cleaning.resolveCount' : 'cleaning.editCount', { count: changes })}
				/>
			)}
			{isRunning && (
				<progress aria-label={t('cleaning.preview')} max={found.records.length} value={sent.reached} />
			)}
			{sent.reached > 0 && !isRunning && <BulkEditResultNote sent={sent} />}
		</section>
	)
}

/** The edit and its progress. All steps, also after a stop, are one edit with one reason. */
function useBulkEdit(found: PreviewProps['found'], onDone: PreviewProps['onDone']) {
	const [bulkEditId] = useState(createBulkEditId)
	const [sent, setSent] = useState<BulkEditProgress>(noBulkEditProgress)
	const [hasStarted, setStarted] = useState(false)
	const isStopped = useRef(false)
	// Leaving the screen stops the edit; the list shows what was written by then.
	useEffect(
		() => () => {
			isStopped.current = true
		},
		[],
	)
	const {
		register,
		getValues,
		submit,
		errors,
		problem,
		isSubmitting: isRunning,
	} = useDeskForm({
		schema: reasonForm,
		defaultValues: noReason,
		unsaved: null,
		async onSubmit({ why }) {
			isStopped.current = false
			setStarted(true)
			let isAll = false
			try {
				const { reached } = await applyBulkEditInSteps(found, sent, {
					bulkEditId,
					why,
					onStep: setSent,
					isStopped: () => isStopped.current,
				})
				isAll = reached === found.records.length
			} finally {
				onDone(isAll)
			}
		},
	})
	const stop = () => {
		isStopped.current = true
	}
	return { sent, hasStarted, isRunning, register, getValues, submit, errors, problem, stop }
}

/** Records that match, and that the edit leaves out. */
function LeftOutNotes({ found }: Pick<PreviewProps, 'found'>) {
	const { t } = useTranslations()
	const leftOut = [
		['cleaning.impossibleLeftOut', found.notPossible],
		['cleaning.conflictsLeftOut', found.disputed],
		['cleaning.otherVersionsSkipped', found.skipped],
	] as const
	return leftOut
		.filter(([, count]) => count > 0)
		.map(([key, count]) => (
			<p key={key} className="note wait">
				{t(key, { count })}
			</p>
		))
}

interface PreviewedRecordsProps {
	readonly records: PreviewProps['found']['records']
	readonly reading: FormReading
}

/** Table of the first records; more are shown on request. */
function PreviewedRecords({ records, reading }: PreviewedRecordsProps) {
	const { t } = useTranslations()
	const [shown, setShown] = useState(maxShown)
	if (records.length === 0) return null
	return (
		<>
			<EditPreviewTable records={records.slice(0, shown)} reading={reading} label={t('cleaning.preview')} />
			{records.length > shown && (
				<div className="actions">
					<button type="button" className="plain small" onClick={() => setShown(shown + maxShown)}>
						{t('review.more')}
					</button>
					<span className="hint">{t('cleaning.showingFirst', { count: shown })}</span>
				</div>
			)}
		</>
	)
}

interface EditFormProps {
	readonly edit: ReturnType<typeof useBulkEdit>
	/** Text of the button that starts the edit. */
	readonly text: string
}

/** The reason of the edit, and the buttons that start, stop and continue it. */
function EditForm({ edit, text }: EditFormProps) {
	const { t } = useTranslations()
	const { sent, hasStarted, isRunning, register, getValues, submit, errors, problem, stop } = edit
	return (
		<form className="stack tight" noValidate onSubmit={submit}>
			{/* one edit has one reason */}
			{sent.reached === 0 ? (
				<RequiredReason label={t('review.reason')} field={register('why')} error={errors.why} />
			) : (
				<p>
					{t('review.reason')}: <bdi>{getValues('why')}</bdi>
				</p>
			)}
			<ProblemNote problem={problem} />
			<div className="actions">
				<button type="submit" disabled={isRunning}>
					{hasStarted && !isRunning ? t('cleaning.continue') : text}
				</button>
				{isRunning && (
					<button type="button" className="plain" onClick={stop}>
						{t('cleaning.stop')}
					</button>
				)}
			</div>
		</form>
	)
}
