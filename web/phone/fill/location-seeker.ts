import type { Question } from '#shared/forms/form-definition'
import { Problem } from '#shared/kernel/problem'

/**
 * Metres from which a location is accepted automatically: waiting longer is not worth it. A form can set
 * another value (0: never).
 */
const goodEnoughMetres = 30
const longestWaitMs = 120_000

export interface LocationState {
	readonly isSearching: boolean
	/** The most accurate reading, during the search and after it failed. */
	readonly reading: GeolocationPosition | null
	readonly problem: Problem | null
}

/** Watches the phone's location until it is accurate enough or the search is ended. */
export interface LocationSeeker {
	state(): LocationState
	subscribe(listener: () => void): () => void
	start(): void
	stop(): void
	/** Accepts the current reading. */
	accept(): void
}

export const getWantedAccuracyMetres = ({ parameters }: Question): number =>
	Number(parameters?.['capture-accuracy'] ?? goodEnoughMetres)

export function createLocationSeeker(
	wantedMetres: number,
	keep: (position: GeolocationPosition) => void,
): LocationSeeker {
	const listeners = new Set<() => void>()
	let state: LocationState = { isSearching: false, reading: null, problem: null }
	let watch: number | null = null
	const become = (next: Partial<LocationState>) => {
		state = { ...state, ...next }
		for (const listener of listeners) listener()
	}
	const rest = () => {
		if (watch !== null) navigator.geolocation.clearWatch(watch)
		watch = null
	}
	const end = (position: GeolocationPosition) => {
		rest()
		keep(position)
		become({ isSearching: false, reading: null })
	}
	return {
		state: () => state,
		subscribe(listener) {
			listeners.add(listener)
			return () => listeners.delete(listener)
		},
		start() {
			rest()
			if (!('geolocation' in navigator)) {
				become({ isSearching: false, reading: null, problem: new Problem('place-unavailable') })
				return
			}
			become({ isSearching: true, reading: null, problem: null })
			const own = navigator.geolocation.watchPosition(
				(position) => {
					// another reading may arrive before the watch is cleared: only one is accepted
					if (watch !== own) return
					if (position.coords.accuracy <= wantedMetres) end(position)
					else become({ reading: position })
				},
				(error) => {
					if (watch !== own) return
					rest()
					// the last reading, if any, can still be accepted
					become({ isSearching: false, problem: new Problem('place-unavailable', {}, error) })
				},
				{ enableHighAccuracy: true, timeout: longestWaitMs },
			)
			watch = own
		},
		stop() {
			rest()
			become({ isSearching: false })
		},
		accept() {
			if (state.reading) end(state.reading)
		},
	}
}

/**
 * Formats `lat lon altitude accuracy`. Fewer decimals coarsen the location before it is saved: 2 are about a
 * kilometre.
 */
export function asAnswer({ coords }: GeolocationPosition, decimals: number): string {
	const rounded = (value: number) => String(Number(value.toFixed(decimals)))
	const accuracy = Math.max(coords.accuracy, decimals < 5 ? 111_000 / 10 ** decimals : 0)
	return `${rounded(coords.latitude)} ${rounded(coords.longitude)} ${Math.round(coords.altitude ?? 0)} ${Math.round(accuracy)}`
}

export const decimalsOf = ({ parameters }: Question): number => Number(parameters?.decimals ?? 7)
