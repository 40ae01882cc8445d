import type { ExplainedFinding } from '#shared/quality/explained-findings'
import type { InterviewFinding } from '#shared/quality/interview-checks'
import type { Translate } from './i18n.ts'

/** Returns a finding about an interview as a neutral sentence. */
export const findingText = (t: Translate, { kind, found, limit }: InterviewFinding): string =>
	t(`finish.checks.kind.${kind}`, { found, limit, next: Number(found) + 1 })

/** Returns a finding with the reason that was entered. */
export function explainedText(t: Translate, finding: ExplainedFinding): string {
	const { reason, words } = finding
	const given = [reason === '' ? '' : t.orElse(`finish.checks.reason.${reason}`, reason), words]
		.filter((each) => each !== '')
		.join(' – ')
	const text = findingText(t, finding)
	return given === '' ? text : `${text} ${t('finish.checks.reasonGiven', { reason: given })}`
}
