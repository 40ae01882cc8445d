import { useState } from 'react'
import { useLocation } from 'wouter'
import { textIn } from '#shared/forms/texts'
import { asProblem, type Problem } from '#shared/kernel/problem'
import { beginDraft } from '../storage/drafts.ts'
import { type ReportForm, reportForms } from '../storage/help-on-phone.ts'
import { useWorking } from '../ui/at-work-context.ts'
import { useTexts } from '../ui/i18n.ts'
import { Icon } from '../ui/icons.tsx'
import { ProblemNote } from '../ui/problem-text.tsx'
import { useStored } from '../ui/use-stored.ts'

/** What can be told to the office in confidence, each one tap away; nothing where no form is for that. */
export function Reports() {
	const { t, language } = useTexts()
	const { atWork, keepScreen } = useWorking()
	const [, go] = useLocation()
	const [problem, setProblem] = useState<Problem | null>(null)
	const [isBeginning, setBeginning] = useState(false)
	const found = useStored(() => reportForms(atWork), atWork.device)
	async function begin({ id, version }: ReportForm) {
		setBeginning(true)
		try {
			// another form may stand open behind this: the disk has it before it goes
			keepScreen()
			go(`/fill/${await beginDraft(atWork, { id, ver: version })}`)
		} catch (thrown) {
			setProblem(asProblem(thrown))
			setBeginning(false)
		}
	}
	if (!found || found.length === 0) return null
	return (
		<section className="stack tight" aria-label={t('help.report')}>
			{found.map((form) =>
				form.canBeSealed ? (
					<button
						key={form.id}
						type="button"
						className="card begin"
						disabled={isBeginning}
						onClick={() => void begin(form)}
					>
						<Icon name="draft" />
						<span>
							{t('help.report')}
							<span className="hint">{t('help.reportHint', { title: textIn(form.title, language) })}</span>
						</span>
					</button>
				) : (
					<p key={form.id} className="note wait">
						{t('help.noKey')}
					</p>
				),
			)}
			<ProblemNote problem={problem} />
		</section>
	)
}
