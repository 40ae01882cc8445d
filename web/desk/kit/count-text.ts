import { numberIn } from '../../ui/formats.ts'
import type { Translate } from '../../ui/i18n.ts'

/** A count that the server stops at a limit. */
export interface LimitedCount {
	readonly total: number
	/** True if there are more than `total`. */
	readonly isMore: boolean
}

export function countText(
	{ total, isMore }: LimitedCount,
	{ t, language }: { readonly t: Translate; readonly language: string },
): string {
	const text = numberIn(language, total)
	return isMore ? t('desk.more', { total: text }) : text
}
