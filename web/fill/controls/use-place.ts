import { useEffect, useRef, useState, useSyncExternalStore } from 'react'
import type { Question } from '#shared/forms/form-definition'
import { type PlaceSeeker, type PlaceState, placeSeeker, wantedMetresOf } from '../look-for-place.ts'

export interface PlaceLooking extends PlaceState, Pick<PlaceSeeker, 'look' | 'stop' | 'take'> {}

/** What a control shows of a phone that looks for its place. `started`: one that looks for this question already. */
export function usePlace(
	question: Question,
	keep: (position: GeolocationPosition) => void,
	started: PlaceSeeker | null = null,
): PlaceLooking {
	const keepNow = useRef(keep)
	useEffect(() => {
		keepNow.current = keep
	})
	const [own] = useState(() => placeSeeker(wantedMetresOf(question), (position) => keepNow.current(position)))
	useEffect(() => own.stop, [own])
	const seeker = started ?? own
	const state = useSyncExternalStore(seeker.subscribe, seeker.state)
	return { ...state, look: seeker.look, stop: seeker.stop, take: seeker.take }
}
