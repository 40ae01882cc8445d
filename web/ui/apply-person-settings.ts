import { personSettings } from '../storage/enrolment/person-settings.ts'
import { chooseLanguage } from './i18n.ts'
import { isNastaliqEnabled } from './nastaliq-enabled.ts'

export const textSizes = [100, 130, 160, 200] as const

/** Shows all letters at this size, in per cent; styles for large text use the attribute. */
export function showTextSize(size: number): void {
	const { dataset, style } = document.documentElement
	if (size === 100) delete dataset.text
	else dataset.text = String(size)
	style.fontSize = size === 100 ? '' : `${size}%`
}

/** Applies the settings of the person who uses the phone now; without one of them the phone's stays. */
export async function applyPersonSettings(device: string): Promise<void> {
	const { language, textSize, hasNastaliq } = await personSettings(device)
	showTextSize(textSize ?? 100)
	if (language !== undefined) await chooseLanguage(language)
	if (hasNastaliq === undefined || hasNastaliq === isNastaliqEnabled()) return
	const { downloadNastaliq, hideNastaliq } = await import('./nastaliq.ts')
	// without the font Naskh is shown
	await (hasNastaliq ? downloadNastaliq().catch(() => undefined) : hideNastaliq())
}

/** Language in which this person's new forms open; null for that of the app. */
export const questionLanguageOf = async (device: string): Promise<string | null> =>
	(await personSettings(device)).questionLanguage || null
