/** Returns how often the event loop ran while the work was in progress: 0 if the work never waits. */
export async function turnsWhile(work: () => Promise<unknown>): Promise<number> {
	let [turns, isOver] = [0, false]
	const turn = () => {
		turns++
		if (!isOver) setImmediate(turn)
	}
	setImmediate(turn)
	await work()
	isOver = true
	return turns
}
