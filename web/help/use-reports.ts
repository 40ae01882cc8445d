import { useState } from 'react'
import { useLocation } from 'wouter'
import { asProblem, type Problem } from '#shared/kernel/problem'
import { beginDraft } from '../storage/drafts.ts'
import { type ReportForm, reportForms } from '../storage/help-on-phone.ts'
import { useWorking } from '../ui/at-work-context.ts'
import { useStored } from '../ui/use-stored.ts'

/** What can be told to the office in confidence, and how it is begun. */
export function useReports() {
	const { atWork, keepScreen } = useWorking()
	const [, go] = useLocation()
	const [problem, setProblem] = useState<Problem | null>(null)
	const [isBeginning, setBeginning] = useState(false)
	const forms = useStored(() => reportForms(atWork), atWork.device) ?? []
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
	return { forms, begin, isBeginning, problem }
}
