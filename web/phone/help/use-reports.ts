import { useState } from 'react'
import { useLocation } from 'wouter'
import { asProblem, type Problem } from '#shared/kernel/problem'
import { beginDraft } from '../../storage/drafts/drafts.ts'
import { type ReportForm, reportForms, roleKeysOnPhone } from '../../storage/records/field-contacts.ts'
import { useLocalData } from '../../ui/use-local-data.ts'
import { useSession } from '../../ui/work-session-context.ts'

/** Confidential report forms, and the function that starts one. */
export function useReports() {
	const { session, flushScreen } = useSession()
	const [, go] = useLocation()
	const [problem, setProblem] = useState<Problem | null>(null)
	const [isBeginning, setBeginning] = useState(false)
	const found = useLocalData(async () => {
		const [forms, keys] = await Promise.all([reportForms(session), roleKeysOnPhone(session)])
		return { forms, leadKey: keys.get('safeguarding-lead') }
	}, session.device)
	const { forms = [], leadKey } = found ?? {}
	async function begin({ id, version }: ReportForm) {
		setBeginning(true)
		try {
			// another form may be open underneath: save it first
			flushScreen()
			go(`/fill/${await beginDraft(session, { id, ver: version })}`)
		} catch (thrown) {
			setProblem(asProblem(thrown))
			setBeginning(false)
		}
	}
	return { forms, leadKey, begin, isBeginning, problem }
}
