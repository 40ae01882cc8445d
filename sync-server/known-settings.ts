import { listSettings } from './environment-settings.ts'
import { SettingError } from './startup-errors.ts'

/** Former settings that would be ignored silently, and their replacement. */
const formerSettings: Readonly<Record<string, string>> = {
	QUALITY_FILE: 'quality limits are set for each round at the desk, under Quality limits',
}

/** Former names of settings. Both names are read, the former one with a warning. */
const renamedSettings: Readonly<Record<string, string>> = {
	SERVES: 'DEPLOYMENTS',
	KEEP_ON_PHONE_DAYS: 'PHONE_RETENTION_DAYS',
}

/** Returns the settings under their current names. `warn`: called for each former name that is still set. */
export function withCurrentNames(
	environment: NodeJS.ProcessEnv,
	warn: (text: string) => void,
): NodeJS.ProcessEnv {
	const found: NodeJS.ProcessEnv = { ...environment }
	for (const [former, current] of Object.entries(renamedSettings)) {
		if (environment[former] === undefined) continue
		delete found[former]
		const isUnset = (environment[current] ?? '') === ''
		if (isUnset) found[current] = environment[former]
		warn(
			isUnset
				? `${former} is now called ${current}: rename it in the environment.`
				: `${former} is ignored, because ${current} is set: take ${former} out of the environment.`,
		)
	}
	return found
}

/** Returns the current name of a setting, also of its file: `SERVES` is `DEPLOYMENTS`. */
export const findCurrentName = (name: string): string =>
	Object.hasOwn(renamedSettings, name) ? (renamedSettings[name] ?? name) : name

const known: ReadonlySet<string> = new Set(
	listSettings().flatMap(({ name, isSecret }) => (isSecret ? [name, `${name}_FILE`] : [name])),
)

/** True for settings, and for files of secret ones (`DATABASE_URL_FILE`). */
export const isKnownSetting = (name: string): boolean => known.has(name)

/** Shorter names resemble those of many other programs. */
const shortestCompared = 8
const maxChanges = 2

/**
 * Returns a problem for each misspelt setting: `DATABSE_URL` would start a campaign on an empty store. Settings
 * of other programs are ignored.
 */
export function listUnknownSettings(names: readonly string[]): SettingError[] {
	return names
		.filter((name) => !known.has(name) && !Object.hasOwn(renamedSettings, name))
		.filter((name) => Object.hasOwn(formerSettings, name) || findSimilarSetting(name) !== null)
		.map((name) => new SettingError(`${adviceOnUnknown(name)}`))
}

/** Returns a sentence for a name that is no setting, with the nearest one that is. */
export function adviceOnUnknown(name: string): string {
	if (Object.hasOwn(formerSettings, name))
		return `${name} is not read any more: ${formerSettings[name]}. Remove it.`
	const similar = findSimilarSetting(name)
	return similar === null
		? `${name} is no setting of Zila: remove it. docs/settings.md lists all settings.`
		: `${name} is no setting of Zila: write ${similar}, or remove ${name}.`
}

/** Returns the current name of the setting that a name resembles. */
function findSimilarSetting(name: string): string | null {
	const plain = name.toUpperCase().replaceAll('-', '_')
	if (known.has(plain) && plain.includes('_')) return plain
	if (plain.length < shortestCompared) return null
	const [nearest] = [...known, ...Object.keys(renamedSettings)]
		.filter((each) => each.length >= shortestCompared)
		.map((each) => ({ each, changes: changesBetween(plain, each) }))
		.filter(({ changes }) => changes <= maxChanges)
		.sort((a, b) => a.changes - b.changes)
	return nearest ? findCurrentName(nearest.each) : null
}

/**
 * Returns the number of letters to insert, delete, change, or swap with their neighbour (optimal string
 * alignment distance).
 */
export function changesBetween(from: string, to: string): number {
	if (Math.abs(from.length - to.length) > maxChanges) return Number.POSITIVE_INFINITY
	let [older, before]: [number[], number[]] = [[], Array.from({ length: to.length + 1 }, (_, i) => i)]
	for (let i = 1; i <= from.length; i++) {
		const row = [i]
		for (let j = 1; j <= to.length; j++) {
			const isSame = from[i - 1] === to[j - 1]
			const isSwapped = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1]
			row[j] = Math.min(
				(before[j] ?? 0) + 1,
				(row[j - 1] ?? 0) + 1,
				(before[j - 1] ?? 0) + (isSame ? 0 : 1),
				isSwapped ? (older[j - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
			)
		}
		;[older, before] = [before, row]
	}
	return before[to.length] ?? 0
}
