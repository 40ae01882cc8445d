import { useEffect, useRef, useState, useSyncExternalStore } from 'react'
import type { Question } from '#shared/forms/form-definition'
import {
	createLocationSeeker,
	getWantedAccuracyMetres,
	type LocationSeeker,
	type LocationState,
} from '../location-seeker.ts'

export interface LocationSearch extends LocationState, Pick<LocationSeeker, 'start' | 'stop' | 'accept'> {}

/** Location search of a control. `started`: a search that is already running for this question. */
export function useLocationSearch(
	question: Question,
	keep: (position: GeolocationPosition) => void,
	started: LocationSeeker | null = null,
): LocationSearch {
	const saveNow = useRef(keep)
	useEffect(() => {
		saveNow.current = keep
	})
	const [own] = useState(() =>
		createLocationSeeker(getWantedAccuracyMetres(question), (position) => saveNow.current(position)),
	)
	useEffect(() => own.stop, [own])
	const seeker = started ?? own
	const state = useSyncExternalStore(seeker.subscribe, seeker.state)
	return { ...state, start: seeker.start, stop: seeker.stop, accept: seeker.accept }
}
