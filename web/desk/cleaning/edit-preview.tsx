import { useEffect, useRef, useState } from 'react'
import type { FoundChanges } from '#shared/cleaning/bulk-edit'
import { randomId } from '#shared/kernel/ids'
import { asProblem, type Problem } from '#shared/kernel/problem'
import { randomBytes } from '../../storage/vault/vault.ts'
import { numberIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import type { FormReading } from '../kit/form-labels.ts'
import { ReasonField } from '../kit/reason-field.tsx'
import { useUnsavedChanges } from '../kit/unsaved-changes.ts'
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
	const [bulkEditId] = useState(createBulkEditId)
	const [why, setWhy] = useState('')
	const [error, setError] = useState('')
	const [problem, setProblem] = useState<Problem | null>(null)
	const [sent, setSent] = useState<BulkEditProgress>(noBulkEditProgress)
	const [state, setState] = useState<'asked' | 'running' | 'stopped' | 'done'>('asked')
	const [shown, setShown] = useState(maxShown)
	const isStopped = useRef(false)
	// Leaving the screen stops the edit; the list shows what was written by then.
	useEffect(
		() => () => {
			isStopped.current = true
		},
		[],
	)
	const changes = found.records.reduce((sum, each) => sum + each.changes.length, 0)
	useUnsavedChanges('decision', state === 'running' || state === 'stopped')

	async function run() {
		setError('')
		setProblem(null)
		if (why.trim() === '') return setError(t('problem.reason-missing'))
		isStopped.current = false
		setState('running')
		let isAll = false
		try {
			const { reached } = await applyBulkEditInSteps(found, sent, {
				bulkEditId,
				why: why.trim(),
				onStep: setSent,
				isStopped: () => isStopped.current,
			})
			isAll = reached === found.records.length
			setState(isAll ? 'done' : 'stopped')
		} catch (thrown) {
			setProblem(asProblem(thrown))
			setState('stopped')
		} finally {
			onDone(isAll)
		}
	}
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
			{(
				[
					['cleaning.impossibleLeftOut', found.notPossible],
					['cleaning.conflictsLeftOut', found.disputed],
					['cleaning.otherVersionsSkipped', found.skipped],
				] as const
			)
				.filter(([, count]) => count > 0)
				.map(([key, count]) => (
					<p key={key} className="note wait">
						{t(key, { count })}
					</p>
				))}
			{found.records.length > 0 && (
				<>
					<EditPreviewTable
						records={found.records.slice(0, shown)}
						reading={reading}
						label={t('cleaning.preview')}
					/>
					{found.records.length > shown && (
						<div className="actions">
							<button type="button" className="plain small" onClick={() => setShown(shown + maxShown)}>
								{t('review.more')}
							</button>
							<span className="hint">{t('cleaning.showingFirst', { count: shown })}</span>
						</div>
					)}
				</>
			)}
			{found.records.length > 0 && state !== 'done' && (
				<>
					{/* one edit has one reason */}
					{sent.reached === 0 ? (
						<ReasonField label={t('review.reason')} value={why} onChange={setWhy} />
					) : (
						<p>
							{t('review.reason')}: <bdi>{why}</bdi>
						</p>
					)}
					{error && (
						<p className="error" role="alert">
							{error}
						</p>
					)}
					<ProblemNote problem={problem} />
					<div className="actions">
						<button type="button" disabled={state === 'running'} onClick={() => void run()}>
							{state === 'stopped'
								? t('cleaning.continue')
								: t(isDeciding ? 'cleaning.resolveCount' : 'cleaning.editCount', { count: changes })}
						</button>
						{state === 'running' && (
							<button
								type="button"
								className="plain"
								onClick={() => {
									isStopped.current = true
								}}
							>
								{t('cleaning.stop')}
							</button>
						)}
					</div>
				</>
			)}
			{state === 'running' && (
				<progress aria-label={t('cleaning.preview')} max={found.records.length} value={sent.reached} />
			)}
			{(state === 'done' || (state === 'stopped' && sent.reached > 0)) && <BulkEditResultNote sent={sent} />}
		</section>
	)
}
