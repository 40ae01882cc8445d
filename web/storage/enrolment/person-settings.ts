import { database, write } from '../database/database.ts'

/** Settings of one person on this phone. They are read before the PIN, and say nothing about the work. */
export interface PersonSettings {
	/** Language of the app. */
	readonly language?: string
	/** Language in which a new form opens; '' or absent: that of the app. */
	readonly questionLanguage?: string
	readonly hasNastaliq?: boolean
	/** Size of the letters in per cent; absent: 100. */
	readonly textSize?: number
	/** Digits of the PIN: the app opens at the last one. Absent: it opens with the button. */
	readonly pinLength?: number
	/** True if photos and recordings wait for Wi-Fi. Absent: as the whole phone was set before. */
	readonly isOnlyByWifi?: boolean
	/** True after the first finished practice interview. */
	readonly hasPractised?: boolean
}

/** Returns the key of a person's row among the settings of the phone. */
export const personSettingsKey = (device: string): string => `person ${device}`
const parse = (value: unknown): PersonSettings =>
	typeof value === 'string' ? (JSON.parse(value) as PersonSettings) : {}

export const personSettings = async (device: string): Promise<PersonSettings> =>
	parse((await (await database()).settings.get(personSettingsKey(device)))?.value)

export const savePersonSettings = (device: string, change: PersonSettings): Promise<unknown> =>
	write(['settings'], async ({ settings }) => {
		const before = parse((await settings.get(personSettingsKey(device)))?.value)
		await settings.put({ key: personSettingsKey(device), value: JSON.stringify({ ...before, ...change }) })
	})
