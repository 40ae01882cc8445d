/** How often others had their turn while something was done: none, where nothing of it waits for anything. */
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
