import { numberIn } from './formats.ts'
import type { Translate } from './i18n.ts'

/** Formats `2.3 MB` or `14 kB`; at least 1 kB. */
export function formatBytes(
	bytes: number,
	{ t, language }: { readonly t: Translate; readonly language: string },
): string {
	const kilobytes = Math.max(1, Math.round(bytes / 1000))
	return kilobytes < 1000
		? t('controls.kilobytes', { size: numberIn(language, kilobytes) })
		: t('controls.megabytes', { size: numberIn(language, Math.round(kilobytes / 100) / 10) })
}
