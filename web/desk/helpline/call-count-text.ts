import type { PublishedCount } from '#shared/disclosure/small-cells'
import type { TableCell } from '#shared/helpline/monthly-table'
import { numberIn } from '../../ui/formats.ts'
import type { useTranslations } from '../../ui/i18n.ts'

type Texts = ReturnType<typeof useTranslations>

/** Returns a number of calls as text; the word for "suppressed" if it is. */
export const callCountText = ({ t, language }: Texts, count: PublishedCount): string =>
	typeof count === 'number' ? numberIn(language, count) : t(`helpline.${count}`)

/**
 * Returns a published share: without decimals from ten per cent on, and never "0 %". '' if the count is
 * enough.
 */
export function shareText({ t, language }: Texts, { count, share }: TableCell): string {
	if (share === null) return ''
	const percent = share * 100
	const isWhole = count === null || percent >= 10
	if (count === null && percent < 1) return t('helpline.lessThanOne')
	if (percent < 0.1) return ''
	return `${numberIn(language, isWhole ? Math.round(percent) : Math.round(percent * 10) / 10)}%`
}
