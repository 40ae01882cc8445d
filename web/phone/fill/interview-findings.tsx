import './interview-findings.css'
import { useEffect, useId, useState } from 'react'
import { detectIdentifier } from '#shared/forms/detect-identifier'
import {
	type ExplainedFinding,
	longestWords,
	readFindings,
	writeFindings,
} from '#shared/quality/explained-findings'
import { type InterviewFindingReason, interviewFindingKinds } from '#shared/quality/interview-checks'
import { AppText } from '../../ui/app-text.tsx'
import { useTranslations } from '../../ui/i18n.ts'
import { useSession } from '../../ui/work-session-context.ts'
import { useFilling } from './filling.ts'
import { findInterviewFindings, type WhichRecord } from './find-interview-findings.ts'
import { Warning } from './question-view.tsx'

interface InterviewFindingsProps {
	readonly path: string
	readonly record: WhichRecord
	/** Called with true when the checks have run. Finishing is disabled until then. */
	readonly onChecked: (areChecksDone: boolean) => void
}

/**
 * Questions about unusual findings in the interview, shown at its end and never before (R14). An explanation
 * is optional: the record contains the findings either way.
 */
export function InterviewFindings({ path, record, onChecked }: InterviewFindingsProps) {
	const { t } = useTranslations()
	const { session: vaultSession } = useSession()
	const { filling } = useFilling()
	const [findings, setFindings] = useState<readonly ExplainedFinding[]>([])
	const save = (now: readonly ExplainedFinding[]) => {
		const text = now.length > 0 ? writeFindings(now) : null
		if (text !== (filling.session.answerAt(path) ?? null)) filling.answer(path, text)
		setFindings(now)
	}
	// biome-ignore lint/correctness/useExhaustiveDependencies: checked once, when the last page is shown
	useEffect(() => {
		let isHere = true
		const check = async () => {
			const { session } = filling
			// removed by a deletion request, or in conflict
			if (!session.isRelevant(path) || session.isReadOnly(path)) return
			const answer = session.answerAt(path)
			const before = answer === undefined ? [] : readFindings(answer)
			// written by a newer app: left unchanged
			if (!before) return
			const found = await findInterviewFindings(vaultSession, session, record, before)
			save(
				found.map((each) => {
					const known = before.find(({ kind }) => kind === each.kind)
					return { ...each, reason: known?.reason ?? '', words: known?.words ?? '' }
				}),
			)
		}
		// an interview whose checks failed can be finished as well
		const checking = check()
			.catch(() => undefined)
			.then(() => isHere && onChecked(true))
		// locking meanwhile saves the findings
		const end = filling.onBeforeLeave(async () => void (await checking))
		return () => {
			isHere = false
			onChecked(false)
			end()
		}
	}, [])
	// the others are for the desk: whoever reads the limit of a check learns how to stay below it
	const mendable = findings.filter(isMendable)
	if (mendable.length === 0) return null
	const change = (at: number, more: Partial<ExplainedFinding>) =>
		save(findings.map((each, i) => (i === at ? { ...each, ...more } : each)))
	return (
		<section className="close-checks stack" aria-labelledby="close-checks">
			<h3 id="close-checks">{t('finish.checks.title')}</h3>
			<p className="hint">{t('finish.checks.hint')}</p>
			{mendable.map((finding) => (
				<CheckCard
					key={finding.kind}
					finding={finding}
					onChange={(more) => change(findings.indexOf(finding), more)}
				/>
			))}
		</section>
	)
}

/** Findings that the enumerator can mend or explain on the spot; time and number are for the desk. */
const mendableKinds = ['old-form', 'far', 'vague', 'no-place', 'other-sex'] as const
type MendableFinding = ExplainedFinding & { readonly kind: (typeof mendableKinds)[number] }
const isMendable = (finding: ExplainedFinding): finding is MendableFinding =>
	(mendableKinds as readonly string[]).includes(finding.kind)

interface CheckCardProps {
	readonly finding: MendableFinding
	readonly onChange: (more: Partial<ExplainedFinding>) => void
}

function CheckCard({ finding, onChange }: CheckCardProps) {
	const { t } = useTranslations()
	const id = useId()
	const identifying = detectIdentifier(finding.words)
	const reasons: readonly InterviewFindingReason[] = interviewFindingKinds[finding.kind].reasons
	return (
		<fieldset className="stack tight">
			<legend>{t(`finish.checks.ask.${finding.kind}`)}</legend>
			<div className="choices">
				{reasons.map((reason) => (
					<label key={reason} className="choice">
						<input
							type="radio"
							name={id}
							checked={finding.reason === reason}
							onChange={() => onChange({ reason })}
						/>
						<span className="choice-text">{t(`finish.checks.reason.${reason}`)}</span>
					</label>
				))}
			</div>
			{finding.reason !== '' && (
				<button type="button" className="plain quiet" onClick={() => onChange({ reason: '' })}>
					{t('fill.clearAnswer')}
				</button>
			)}
			<label className="field" htmlFor={`${id}-words`}>
				{t('finish.checks.comment')}
			</label>
			<input
				id={`${id}-words`}
				type="text"
				dir="auto"
				maxLength={longestWords}
				autoComplete="off"
				autoCorrect="off"
				spellCheck={false}
				defaultValue={finding.words}
				onChange={({ target }) => onChange({ words: target.value })}
				aria-describedby={identifying ? `${id}-identifying` : undefined}
			/>
			{identifying && (
				<Warning id={`${id}-identifying`}>
					<AppText>{t(`fill.identifying.${identifying}`)}</AppText>
				</Warning>
			)}
		</fieldset>
	)
}
