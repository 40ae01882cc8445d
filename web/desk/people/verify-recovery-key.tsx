import { useId, useState } from 'react'
import * as z from 'zod/mini'
import { recoveryKeyApi } from '#shared/api/recovery-key'
import { type RecoveryTested, recoveryKeyRows } from '#shared/sync/recovery-key'
import { callRoute } from '../../api/call-route.ts'
import { type Translate, useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { useDeskForm } from '../kit/use-desk-form.ts'

const keyForm = z.object({ key: z.string().check(z.trim(), z.minLength(1)) })

interface GiveBack {
	readonly onRight: () => void
	/** Called when a key that the server had lost was restored. */
	readonly onPutBack: () => void
	/** Called to show the key again, if the saved copy is wrong. */
	readonly onAgain: () => void
}

/** Asks for the saved recovery key, typed or from the file: only a verified copy counts as saved. */
export function VerifyRecoveryKey({ onRight, onPutBack, onAgain }: GiveBack) {
	const { t } = useTranslations()
	const id = useId()
	const [putBack, setPutBack] = useState<PutBack['outcome'] | null>(null)
	const { register, submit, reset, setValue, setError, errors, problem, isSubmitting, watch } = useDeskForm({
		schema: keyForm,
		defaultValues: { key: '' },
		unsaved: null,
		async onSubmit({ key }) {
			const tested = await callRoute(recoveryKeyApi.verify, { body: { text: key } })
			if (tested.outcome === 'right') onRight()
			else if (isPutBack(tested)) {
				setPutBack(tested.outcome)
				reset()
			} else setError('key', { type: 'custom', message: whatIsWrong(tested, t) })
		},
	})
	const fill = (key: string) => setValue('key', key, { shouldDirty: true, shouldValidate: true })
	if (putBack)
		return (
			<section className="panel stack recovery" aria-label={t('recovery.title')}>
				<h2>{t('recovery.title')}</h2>
				<p className="note" role="status">
					{t(putBack === 'former-back' ? 'recovery.formerKeyRestored' : 'recovery.identifiersKeyRestored')}
				</p>
				<div className="actions">
					{putBack === 'former-back' && (
						<button type="button" onClick={onAgain}>
							{t('recovery.showNewKey')}
						</button>
					)}
					<button type="button" className="plain" onClick={onPutBack}>
						{t('app.close')}
					</button>
				</div>
			</section>
		)
	return (
		<form className="panel stack recovery" noValidate onSubmit={submit}>
			<h2>{t('recovery.title')}</h2>
			<p>{t('recovery.enterHint')}</p>
			<label className="field" htmlFor={id}>
				{t('recovery.keyField')}
			</label>
			<textarea
				id={id}
				dir="ltr"
				rows={recoveryKeyRows}
				autoComplete="off"
				spellCheck={false}
				{...register('key')}
			/>
			<label className="field">
				{t('recovery.chooseFile')}
				<input
					type="file"
					accept=".txt,text/plain"
					onChange={(event) => {
						const file = event.target.files?.[0]
						// any other file fails the check of the key
						void file
							?.slice(0, 4000)
							.text()
							.then(fill, () => fill(''))
					}}
				/>
			</label>
			{errors.key?.type === 'custom' && (
				<p className="note stop" role="alert">
					{errors.key.message}
				</p>
			)}
			<ProblemNote problem={problem} />
			<div className="actions">
				<button type="submit" disabled={isSubmitting || watch('key').trim() === ''}>
					{t('recovery.confirm')}
				</button>
				<button type="button" className="plain" onClick={onAgain}>
					{t('recovery.showAgain')}
				</button>
			</div>
		</form>
	)
}

type PutBack = { readonly outcome: 'former-back' | 'key-back' }
const isPutBack = (tested: RecoveryTested): tested is PutBack =>
	tested.outcome === 'former-back' || tested.outcome === 'key-back'

function whatIsWrong(tested: RecoveryTested, t: Translate): string {
	if (tested.outcome === 'another-key') return t('recovery.keyNotCurrent')
	if (tested.outcome === 'older') return t('recovery.keyIncomplete')
	if (tested.outcome !== 'typed-wrong' || tested.mismatch === 'length') return t('recovery.keyInvalid')
	if (tested.mismatch === 'digest') return t('recovery.rowsMismatch')
	return t('recovery.rowMismatch', { row: tested.mismatch })
}
