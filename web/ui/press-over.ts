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
// a key too: where the browser's own menu has swallowed the lifting, the next thing that happens ends the press
const ends = ['pointerup', 'pointercancel', 'keydown'] as const
for (const end of ends)
	addEventListener(
		end,
		() => {
			isDown = false
		},
		true,
	)

/** Resolves once nothing is pressed and the click that belongs to it has arrived. */
export async function waitForPointerRelease(): Promise<void> {
	if (isDown)
		await new Promise<void>((lifted) => {
			for (const end of ends) addEventListener(end, () => lifted(), { once: true })
		})
	await new Promise((next) => setTimeout(next))
}
