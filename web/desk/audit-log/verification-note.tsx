import { useState } from 'react'
import { auditLogApi } from '#shared/api/audit-log'
import { asProblem, type Problem } from '#shared/kernel/problem'
import type { AuditVerification } from '#shared/people/audit-log'
import { callRoute } from '../../api/call-route.ts'
import { numberIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'

/**
 * Lets the server verify the hash chain of the audit log, and shows whether an entry was changed or is
 * missing.
 */
export function AuditVerificationNote() {
	const { t, language } = useTranslations()
	const [checked, setChecked] = useState<AuditVerification | null>(null)
	const [problem, setProblem] = useState<Problem | null>(null)
	const [isChecking, setChecking] = useState(false)
	async function check() {
		setChecking(true)
		setProblem(null)
		try {
			setChecked(await callRoute(auditLogApi.verify))
		} catch (thrown) {
			setProblem(asProblem(thrown))
		} finally {
			setChecking(false)
		}
	}
	return (
		<div className="stack tight">
			<div role="status">
				{checked &&
					(checked.broken === null ? (
						<p className="note">
							{t('auditLog.verified', { count: checked.lines, lines: numberIn(language, checked.lines) })}
						</p>
					) : (
						<p className="note stop">{t('auditLog.entryAltered', { n: checked.broken })}</p>
					))}
			</div>
			<ProblemNote problem={problem} />
			<button type="button" className="plain" disabled={isChecking} onClick={() => void check()}>
				{t('auditLog.verify')}
			</button>
		</div>
	)
}
