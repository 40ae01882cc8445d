import { Problem } from '#shared/kernel/problem'

/** A part of the app that is loaded later. */
export interface OnDemand<Part> {
	/** @throws Problem `no-connection` if the part is neither cached nor reachable; otherwise the browser's error */
	readonly load: () => Promise<Part>
	/** @throws Error if the part was not loaded before */
	readonly loaded: () => Part
}

/**
 * A part that must be there before something that cannot be repeated. Some browsers remember a failed file
 * until the page is loaded again, and after an upgrade of the server the file is gone: if loading fails twice
 * although the server can be reached, the page is loaded again.
 */
export function createOnDemand<Part>(
	importPart: () => Promise<Part>,
	reloadPage: () => void = () => location.reload(),
): OnDemand<Part> {
	let part: Part | null = null
	let failures = 0
	return {
		async load() {
			try {
				part ??= await importPart()
				return part
			} catch (thrown) {
				failures++
				if (!(await isReachable())) throw new Problem('no-connection', {}, thrown)
				if (failures > 1) reloadPage()
				throw thrown
			}
		},
		loaded() {
			if (part === null) throw new Error('the part was not loaded')
			return part
		},
	}
}

const isReachable = (): Promise<boolean> =>
	fetch('/livez', { cache: 'no-store' }).then(
		({ ok }) => ok,
		() => false,
	)
