import { diskState, fillReserve, onRoom } from './disk-guard.ts'

const lookEveryMs = 60_000

/** While somebody is at work the reserve is whole whenever there is room for it. Gives what ends it. */
export function keepReserve(): () => void {
	const look = () => {
		if (diskState() !== 'roomy') void fillReserve()
	}
	void fillReserve()
	const timer = setInterval(look, lookEveryMs)
	const stop = onRoom(look)
	return () => {
		clearInterval(timer)
		stop()
	}
}
