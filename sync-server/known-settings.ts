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

/** Shorter names resemble those of many other programs. */
const shortestCompared = 8
const maxChanges = 2

/**
 * Rejects a misspelt setting: `DATABSE_URL` would start a campaign on an empty store. Settings of other
 * programs are ignored.
 *
 * @throws SettingError with the probable name
 */
export function refuseUnknownSettings(environment: NodeJS.ProcessEnv): void {
	const known = new Set(listSettings().flatMap(({ name }) => [name, `${name}_FILE`]))
	const former = Object.keys(renamedSettings)
	for (const name of Object.keys(environment)) {
		if (known.has(name) || former.includes(name)) continue
		const instead = Object.hasOwn(formerSettings, name) ? formerSettings[name] : undefined
		if (instead)
			throw new SettingError(`${name} is not read any more: ${instead}. Take it out of the environment.`)
		const similar = findSimilarSetting(name, new Set([...known, ...former]))
		const suggestion = similar === null ? null : (renamedSettings[similar] ?? similar)
		if (suggestion)
			throw new SettingError(
				`${name} is no setting of Zila: write ${suggestion}, or take ${name} out of the environment.`,
			)
	}
}

function findSimilarSetting(name: string, known: ReadonlySet<string>): string | null {
	const plain = name.toUpperCase().replaceAll('-', '_')
	if (known.has(plain) && plain.includes('_')) return plain
	if (plain.length < shortestCompared) return null
	const [nearest] = [...known]
		.filter((each) => each.length >= shortestCompared)
		.map((each) => ({ each, changes: changesBetween(plain, each) }))
		.filter(({ changes }) => changes <= maxChanges)
		.sort((a, b) => a.changes - b.changes)
	return nearest?.each ?? null
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
