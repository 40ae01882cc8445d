import { useEffect, useRef, useState } from 'react'
import { asProblem, type Problem } from '#shared/kernel/problem'
import { longestLandmark, type SampledHousehold, saveLandmark } from '../../storage/records/landmarks.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { Icon } from '../../ui/icons.tsx'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { useSession } from '../../ui/work-session-context.ts'

/** Focuses the field, and scrolls to its buttons. */
function focus(input: HTMLInputElement | null): void {
	input?.focus()
	input?.form?.scrollIntoView({ block: 'nearest' })
}

/** Saves a text that is still in its field when the screen is left or the phone is locked; '' if there is none. */
function useSaveOnLeave(household: SampledHousehold, text: string): void {
	const { session, beforeLock } = useSession()
	const waiting = useRef({ household, text })
	useEffect(() => {
		waiting.current = { household, text }
	})
	useEffect(() => {
		const keep = () => {
			const { household: whose, text: typed } = waiting.current
			waiting.current = { household: whose, text: '' }
			if (typed !== '') void saveLandmark(session, whose, typed).catch(() => undefined)
		}
		const unsubscribe = beforeLock(keep)
		return () => {
			unsubscribe()
			keep()
		}
	}, [session, beforeLock])
}

interface LandmarkEntryProps {
	readonly household: SampledHousehold
	/** The landmark as saved; undefined if there is none. */
	readonly landmark: string | undefined
}

/** Adds, edits or removes the text by which this person finds the house again. */
export function LandmarkEntry({ household, landmark }: LandmarkEntryProps) {
	const { t } = useTranslations()
	const { session } = useSession()
	/** Text that is being typed; null while the field is closed. */
	const [typed, setTyped] = useState<string | null>(null)
	const [problem, setProblem] = useState<Problem | null>(null)
	useSaveOnLeave(household, typed === null || typed.trim() === (landmark ?? '') ? '' : typed.trim())
	if (typed === null)
		return (
			<button type="button" className="plain" onClick={() => setTyped(landmark ?? '')}>
				<Icon name="house" />
				{t(landmark === undefined ? 'visit.addLandmark' : 'visit.editLandmark')}
			</button>
		)
	async function save(text: string) {
		try {
			await saveLandmark(session, household, text)
			setProblem(null)
			setTyped(null)
		} catch (thrown) {
			setProblem(asProblem(thrown))
		}
	}
	return (
		<form
			className="stack tight"
			onSubmit={(event) => {
				event.preventDefault()
				void save(typed.trim())
			}}
		>
			<ProblemNote problem={problem} />
			<label className="field">
				{t('visit.landmark')}
				<input
					ref={focus}
					value={typed}
					dir="auto"
					maxLength={longestLandmark}
					autoComplete="off"
					autoCorrect="off"
					autoCapitalize="off"
					spellCheck={false}
					aria-describedby="landmark-hint"
					onChange={({ target }) => setTyped(target.value)}
				/>
			</label>
			<p id="landmark-hint" className="caption">
				{t('visit.landmarkHint')}
			</p>
			<div className="pair">
				<button
					type="button"
					className="plain"
					onClick={() => {
						setProblem(null)
						setTyped(null)
					}}
				>
					{t('app.cancel')}
				</button>
				<button type="submit" disabled={typed.trim() === ''}>
					{t('visit.saveLandmark')}
				</button>
			</div>
			{landmark !== undefined && (
				<button type="button" className="plain" onClick={() => void save('')}>
					{t('visit.removeLandmark')}
				</button>
			)}
		</form>
	)
}
