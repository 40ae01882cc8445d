/*
 * A field that is left may show an error, which moves everything below it. If the finger that leaves it is on its way
 * to another question, that question must still be there when the finger lifts, or the tap is lost.
 */
let isDown = false
addEventListener(
	'pointerdown',
	() => {
		isDown = true
	},
	true,
)
for (const end of ['pointerup', 'pointercancel'])
	addEventListener(
		end,
		() => {
			isDown = false
		},
		true,
	)

/** Resolves once nothing is pressed and the click that belongs to it has arrived. */
export async function pressOver(): Promise<void> {
	if (isDown)
		await new Promise<void>((lifted) => {
			addEventListener('pointerup', () => lifted(), { once: true })
			addEventListener('pointercancel', () => lifted(), { once: true })
		})
	await new Promise((next) => setTimeout(next))
}
