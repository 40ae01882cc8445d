import { readFileSync } from 'node:fs'
import { type ChangedThresholds, changedThresholdsSchema, startThresholds } from '#shared/quality/thresholds'
import { SettingWrong } from './start-advice.ts'

/**
 * From where on something about an interview is asked after, where a campaign wants it otherwise: names of `startThresholds` with numbers,
 * as JSON. Null without a file.
 *
 * @throws SettingWrong that names the file and what is wrong in it
 */
export function readQuality(file: string | undefined): ChangedThresholds | null {
	if (!file) return null
	const wrong = (what: string) =>
		new SettingWrong(
			`QUALITY_FILE is ${file}, and ${what}. Write for example {"q06RuralMetres": 3000}; possible: ${Object.keys(startThresholds).join(', ')}.`,
		)
	let found: unknown
	try {
		found = JSON.parse(readFileSync(file, 'utf8'))
	} catch (thrown) {
		throw wrong(`cannot be read (${thrown instanceof Error ? thrown.message : thrown})`)
	}
	const { data, error } = changedThresholdsSchema.safeParse(found)
	if (!data) throw wrong(`"${error.issues[0]?.path.join('.')}" is not possible there`)
	// a limit that was meant to be another would be missed by nobody
	const unknown = Object.keys(found as object).find((name) => !(name in startThresholds))
	if (unknown !== undefined) throw wrong(`"${unknown}" is no limit`)
	return data
}
