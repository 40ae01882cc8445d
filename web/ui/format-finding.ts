import type { ExplainedFinding } from '#shared/quality/explained-findings'
import type { InterviewFinding } from '#shared/quality/interview-checks'
import { numberIn } from './formats.ts'
import type { Translate } from './i18n.ts'

/** Returns a finding about an interview as a neutral sentence. */
export function findingText(
	t: Translate,
	language: string,
	{ kind, found, limit }: InterviewFinding,
): string {
	const shown = (value: number | string) => (typeof value === 'number' ? numberIn(language, value) : value)
	return t(`finish.checks.kind.${kind}`, {
		found: shown(found),
		limit: shown(limit),
		next: Number(found) + 1,
	})
}

/** Returns a finding with the reason that was entered. */
export function explainedText(t: Translate, language: string, finding: ExplainedFinding): string {
	const { reason, words } = finding
	const given = [reason === '' ? '' : t.orElse(`finish.checks.reason.${reason}`, reason), words]
		.filter((each) => each !== '')
		.join(' – ')
	const text = findingText(t, language, finding)
	return given === '' ? text : `${text} ${t('finish.checks.reasonGiven', { reason: given })}`
}
