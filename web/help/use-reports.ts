import { useState } from 'react'
import { useLocation } from 'wouter'
import { asProblem, type Problem } from '#shared/kernel/problem'
import { beginDraft } from '../storage/drafts.ts'
import { type ReportForm, reportForms, roleKeysOnPhone } from '../storage/help-on-phone.ts'
import { useSession } from '../ui/at-work-context.ts'
import { useStored } from '../ui/use-stored.ts'

/** What can be told to the office in confidence, and how it is begun. */
export function useReports() {
	const { session, flushScreen } = useSession()
	const [, go] = useLocation()
	const [problem, setProblem] = useState<Problem | null>(null)
	const [isBeginning, setBeginning] = useState(false)
	const found = useStored(async () => {
		const [forms, keys] = await Promise.all([reportForms(session), roleKeysOnPhone(session)])
		return { forms, leadKey: keys.get('safeguarding-lead') }
	}, session.device)
	const { forms = [], leadKey } = found ?? {}
	async function begin({ id, version }: ReportForm) {
		setBeginning(true)
		try {
			// another form may stand open behind this: the disk has it before it goes
			flushScreen()
			go(`/fill/${await beginDraft(session, { id, ver: version })}`)
		} catch (thrown) {
			setProblem(asProblem(thrown))
			setBeginning(false)
		}
	}
	return { forms, leadKey, begin, isBeginning, problem }
}
