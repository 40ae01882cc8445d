import { useEffect, useState } from 'react'
import type { Point } from '#shared/kernel/over-ground'

/** Somebody who walks is not far from where they were. */
const stillGoodMs = 10 * 60_000
const longestWaitMs = 20_000

/**
 * Roughly where this phone is, where it may be known without a question to the person and without the satellites: the list must not cost
 * the battery. Null otherwise.
 */
export function useLastLocation(isWanted: boolean): Point | null {
	const [place, setPlace] = useState<Point | null>(null)
	useEffect(() => {
		if (!isWanted) return
		let isLeft = false
		void isAllowed().then((allowed) => {
			if (!allowed || isLeft) return
			navigator.geolocation.getCurrentPosition(
				({ coords }) => !isLeft && setPlace({ latitude: coords.latitude, longitude: coords.longitude }),
				// the list is as good without
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
