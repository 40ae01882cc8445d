import './close-checks.css'
import { useEffect, useId, useRef, useState } from 'react'
import {
	type ExplainedFinding,
	longestWords,
	readFindings,
	writeFindings,
} from '#shared/quality/explained-findings'
import { type FindingReason, findingKinds } from '#shared/quality/interview-checks'
import { useWorking } from '../ui/at-work-context.ts'
import { findingText } from '../ui/finding-text.ts'
import { useTexts } from '../ui/i18n.ts'
import { useFilling } from './filling.ts'
import { findAfterwards, type WhichRecord } from './find-afterwards.ts'

/**
 * What about the interview is unusual, asked when all of it is there and never before (R14). Whoever knows why says so; whoever does not
 * finishes all the same. It stands in the record either way.
 */
export function CloseChecks({ path, record }: { path: string; record: WhichRecord }) {
	const { t } = useTexts()
	const { atWork } = useWorking()
	const { filling } = useFilling()
	const [findings, setFindings] = useState<readonly ExplainedFinding[]>([])
	const looked = useRef<Promise<void> | null>(null)
	const keep = (now: readonly ExplainedFinding[]) => {
		const text = now.length > 0 ? writeFindings(now) : null
		if (text !== (filling.session.answerAt(path) ?? null)) filling.answer(path, text)
		setFindings(now)
	}
	// biome-ignore lint/correctness/useExhaustiveDependencies: looked at once, when the end of the form comes up
	useEffect(() => {
		const look = async () => {
			const before = readFindings(filling.session.answerAt(path)) ?? []
			const found = await findAfterwards(atWork, filling.session, record)
			keep(
				found.map((each) => {
					const known = before.find(({ kind }) => kind === each.kind)
					return { ...each, reason: known?.reason ?? '', words: known?.words ?? '' }
				}),
			)
		}
		// an interview that nobody could look at is finished as well
		looked.current = look().catch(() => undefined)
		// who is quicker than the phone waits for it: nothing goes out that was not looked at
		return filling.beforeGoing(async () => void (await looked.current))
	}, [])
	if (findings.length === 0) return null
	const change = (at: number, more: Partial<ExplainedFinding>) =>
		keep(findings.map((each, i) => (i === at ? { ...each, ...more } : each)))
	return (
		<section className="close-checks stack" aria-labelledby="close-checks">
			<h3 id="close-checks">{t('finish.checks.title')}</h3>
			<p className="hint">{t('finish.checks.hint')}</p>
			{findings.map((finding, i) => (
				<AskedAfter key={finding.kind} finding={finding} onChange={(more) => change(i, more)} />
			))}
		</section>
	)
}

interface AskedAfterProps {
	readonly finding: ExplainedFinding
	readonly onChange: (more: Partial<ExplainedFinding>) => void
}

function AskedAfter({ finding, onChange }: AskedAfterProps) {
	const { t } = useTexts()
	const id = useId()
	const reasons: readonly FindingReason[] = findingKinds[finding.kind].reasons
	return (
		<fieldset className="stack tight">
			<legend>{findingText(t, finding)}</legend>
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
			<label className="field" htmlFor={`${id}-words`}>
				{t('finish.checks.words')}
			</label>
			<input
				id={`${id}-words`}
				type="text"
				dir="auto"
				maxLength={longestWords}
				autoComplete="off"
				autoCorrect="off"
				spellCheck="false"
				defaultValue={finding.words}
				onChange={({ target }) => onChange({ words: target.value })}
			/>
		</fieldset>
	)
}
