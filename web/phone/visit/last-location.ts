import { useEffect, useState } from 'react'
import type { Point } from '#shared/kernel/geodesy'

/** A location of this phone, with the radius in metres within which it is. */
export interface LastLocation extends Point {
	readonly accuracy: number
}

/** Maximum age of a location, ms: on foot, the phone is still near it. */
const stillGoodMs = 10 * 60_000
const longestWaitMs = 20_000

/**
 * Approximate location of this phone, if permission was given before, without using satellites: the list must
 * not cost battery. Null otherwise.
 */
export function useLastLocation(isWanted: boolean): LastLocation | null {
	const [place, setPlace] = useState<LastLocation | null>(null)
	useEffect(() => {
		if (!isWanted) return
		let isLeft = false
		void isAllowed().then((allowed) => {
			if (!allowed || isLeft || !navigator.geolocation) return
			navigator.geolocation.getCurrentPosition(
				({ coords: { latitude, longitude, accuracy } }) =>
					!isLeft && setPlace({ latitude, longitude, accuracy }),
				// the list works without a location
				() => undefined,
				{ enableHighAccuracy: false, maximumAge: stillGoodMs, timeout: longestWaitMs },
			)
		})
		return () => {
			isLeft = true
		}
	}, [isWanted])
	return place
}

const isAllowed = async (): Promise<boolean> => {
	try {
		return (await navigator.permissions.query({ name: 'geolocation' })).state === 'granted'
	} catch {
		return false
	}
}
