import { readFileSync } from 'node:fs'
import {
	type ChangedRoundThresholds,
	changedRoundThresholdsSchema,
	startRoundThresholds,
} from '#shared/quality/round-thresholds'
import { type ChangedThresholds, changedThresholdsSchema, startThresholds } from '#shared/quality/thresholds'
import { SettingWrong } from './start-advice.ts'

/** From where on something is asked after, where a campaign wants it otherwise. */
export interface ChangedLimits {
	/** Of one interview, which its phone asks itself; null without a file. */
	readonly onPhones: ChangedThresholds | null
	/** What the desk asks over a round. */
	readonly overRound: ChangedRoundThresholds
}

/**
 * Names of `startThresholds` and `startRoundThresholds` with numbers, as JSON.
 *
 * @throws SettingWrong that names the file and what is wrong in it
 */
export function readQuality(file: string | undefined): ChangedLimits {
	if (!file) return { onPhones: null, overRound: {} }
	const possible = [...Object.keys(startThresholds), ...Object.keys(startRoundThresholds)]
	const wrong = (what: string) =>
		new SettingWrong(
			`QUALITY_FILE is ${file}, and ${what}. Write for example {"q06RuralMetres": 3000}; possible: ${possible.join(', ')}.`,
		)
	let found: unknown
	try {
		found = JSON.parse(readFileSync(file, 'utf8'))
	} catch (thrown) {
		throw wrong(`cannot be read (${thrown instanceof Error ? thrown.message : thrown})`)
	}
	const onPhones = changedThresholdsSchema.safeParse(found)
	const overRound = changedRoundThresholdsSchema.safeParse(found)
	const [issue] = [...(onPhones.error?.issues ?? []), ...(overRound.error?.issues ?? [])]
	if (!onPhones.data || !overRound.data) throw wrong(`"${issue?.path.join('.')}" is not possible there`)
	// a limit that was meant to be another would be missed by nobody
	const unknown = Object.keys(found as object).find((name) => !possible.includes(name))
	if (unknown !== undefined) throw wrong(`"${unknown}" is no limit`)
	return { onPhones: onPhones.data, overRound: overRound.data }
}
