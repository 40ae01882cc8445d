import type { QualityFlag } from '#shared/quality/flags'
import { type InterviewFindingKind, interviewFindingKinds } from '#shared/quality/interview-checks'
import { findingText } from '../../ui/format-finding.ts'
import { numberIn } from '../../ui/formats.ts'
import type { Translate } from '../../ui/i18n.ts'

const isOfPhone = (kind: string): kind is InterviewFindingKind => kind in interviewFindingKinds
const notShares: ReadonlySet<string> = new Set(['often-no-answer', 'other-mix'])
/** True for a kind that stores a share; the text counts interviews. */
const isShare = (kind: string): boolean => !notShares.has(kind) && /^(often|other)-/.test(kind)

/** Returns the finding as a neutral sentence. */
export function flagText(t: Translate, language: string, flag: QualityFlag): string {
	const { kind, found, limit, many, item } = flag
	if (isOfPhone(kind)) return findingText(t, language, { kind, found, limit })
	const number = (value: number | string) =>
		typeof value === 'number' ? numberIn(language, Math.round(value * 100) / 100) : value
	return t(`quality.flag.${kind}`, {
		found: number(typeof found === 'number' && isShare(kind) ? Math.round(found * many) : found),
		limit: number(limit),
		many: number(many),
		item: item === '' ? '' : t.orElse(`quality.item.${item}`, item),
	})
}

/** Returns the enumerator's explanation from the phone; '' if there is none. */
export const formatExplanation = (t: Translate, { reason, words }: QualityFlag): string =>
	[reason === '' ? '' : t.orElse(`finish.checks.reason.${reason}`, reason), words]
		.filter((each) => each !== '')
		.join(' – ')
