import { useId, useState } from 'react'
import { asProblem, type Problem } from '#shared/kernel/problem'
import { type FlagListItem, type FlagState, flagStates } from '#shared/quality/flags'
import { decideFlag } from '../../api/desk-client.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { useUnsavedChanges } from '../kit/unsaved-changes.ts'

interface DecideFlagProps {
	readonly round: string
	readonly flag: FlagListItem
	/** Subject of the flag, for screen readers. */
	readonly about: string
	readonly onDecided: () => void
}

/** Resolves a quality flag with a reason; closed until it is opened. */
export function ResolveFlagForm({ round, flag, about, onDecided }: DecideFlagProps) {
	const { t } = useTranslations()
	const [isOpen, setOpen] = useState(false)
	const [state, setState] = useState<FlagState | null>(null)
	const [why, setWhy] = useState('')
	const [isSaving, setSaving] = useState(false)
	const [problem, setProblem] = useState<Problem | null>(null)
	const name = useId()
	useUnsavedChanges('decision', isOpen && why.trim() !== '')
	async function save(chosen: FlagState) {
		setSaving(true)
		setProblem(null)
		try {
			const { kind, subject, item, district } = flag
			await decideFlag({ round, kind, subject, item, district, state: chosen, why })
			setOpen(false)
			setWhy('')
			setState(null)
			onDecided()
		} catch (thrown) {
			setProblem(asProblem(thrown))
		} finally {
			setSaving(false)
		}
	}
	if (!isOpen)
		return (
			<button
				type="button"
				className="plain small"
				aria-label={`${t('quality.resolve')}: ${about}`}
				onClick={() => setOpen(true)}
			>
				{t('quality.resolve')}
			</button>
		)
	return (
		<div className="decide-flag stack tight">
			<fieldset className="stack tight">
				<legend>{t('quality.resolution')}</legend>
				{flagStates
					.filter((each) => each !== flag.state)
					.map((each) => (
						<label key={each} className="flag-state">
							<input type="radio" name={name} checked={state === each} onChange={() => setState(each)} />
							<span>
								{t(`quality.states.${each}`)} <span className="hint">{t(`quality.stateHint.${each}`)}</span>
							</span>
						</label>
					))}
			</fieldset>
			<label className="field">
				{t('quality.reason')}
				<textarea
					dir="auto"
					rows={2}
					maxLength={500}
					value={why}
					onChange={(event) => setWhy(event.target.value)}
				/>
			</label>
			<ProblemNote problem={problem} />
			<div className="actions">
				<button
					type="button"
					disabled={isSaving || state === null}
					onClick={() => state !== null && void save(state)}
				>
					{t('quality.save')}
				</button>
				<button type="button" className="plain" onClick={() => setOpen(false)}>
					{t('quality.cancel')}
				</button>
			</div>
		</div>
	)
}
