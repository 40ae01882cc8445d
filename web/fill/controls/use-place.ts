import { useEffect, useState } from 'react'
import type { Question } from '#shared/forms/form-definition'
import { Problem } from '#shared/kernel/problem'

/** Better than this, waiting longer is not worth anybody's time: it is taken. A form can ask for another (0: never). */
const goodEnoughMetres = 30
const longestWaitMs = 120_000

export interface PlaceLooking {
	readonly isLooking: boolean
	/** The best that the phone knows while it looks, and after it gave up. */
	readonly reading: GeolocationPosition | null
	readonly problem: Problem | null
	look(): void
	stop(): void
	/** Takes the reading as it is. */
	take(): void
}

/** Asks the phone where it is until it is sure enough, and gives that to `keep`. */
export function usePlace(question: Question, keep: (position: GeolocationPosition) => void): PlaceLooking {
	const [reading, setReading] = useState<GeolocationPosition | null>(null)
	const [isLooking, setLooking] = useState(false)
	const [problem, setProblem] = useState<Problem | null>(null)
	const wantedMetres = Number(question.parameters?.['capture-accuracy'] ?? goodEnoughMetres)
	const end = (position: GeolocationPosition) => {
		keep(position)
		setLooking(false)
		setReading(null)
	}

	// biome-ignore lint/correctness/useExhaustiveDependencies: the watch lives as long as the looking
	useEffect(() => {
		if (!isLooking) return
		setProblem(null)
		let isOver = false
		const watch = navigator.geolocation.watchPosition(
			(position) => {
				if (isOver) return
				setReading(position)
				if (position.coords.accuracy > wantedMetres) return
				// the phone may know better once more before the watch is taken down: one place is taken, not two
				isOver = true
				end(position)
			},
			(error) => {
				// the last reading, if there was one, can still be taken
				setProblem(new Problem('place-unavailable', {}, error))
				setLooking(false)
			},
			{ enableHighAccuracy: true, timeout: longestWaitMs },
		)
		return () => navigator.geolocation.clearWatch(watch)
	}, [isLooking])

	return {
		isLooking,
		reading,
		problem,
		look() {
			setReading(null)
			if ('geolocation' in navigator) setLooking(true)
			else setProblem(new Problem('place-unavailable'))
		},
		stop: () => setLooking(false),
		take() {
			if (reading) end(reading)
		},
	}
}

/** `lat lon altitude accuracy`. Fewer decimals blur the place before it is kept: 2 are about a kilometre. */
export function asAnswer({ coords }: GeolocationPosition, decimals: number): string {
	const rounded = (value: number) => String(Number(value.toFixed(decimals)))
	const accuracy = Math.max(coords.accuracy, decimals < 5 ? 111_000 / 10 ** decimals : 0)
	return `${rounded(coords.latitude)} ${rounded(coords.longitude)} ${Math.round(coords.altitude ?? 0)} ${Math.round(accuracy)}`
}
