/*
 * Tracks pressed pointers. A field that loses focus may show an error, which moves everything below it. If
 * the finger is on its way to another question, that question must not move before the finger lifts, or the
 * tap is lost.
 */
/** The document has one pointer that counts. */
let isDown = false
addEventListener(
	'pointerdown',
	() => {
		isDown = true
	},
	true,
)
// a key too: if the browser's own menu swallowed the pointer event, the next event ends the press
const ends = ['pointerup', 'pointercancel', 'keydown'] as const
for (const end of ends)
	addEventListener(
		end,
		() => {
			isDown = false
		},
		true,
	)

/** Resolves once no pointer is pressed and the click has been dispatched. */
export async function waitForPointerRelease(): Promise<void> {
	if (isDown)
		await new Promise<void>((lifted) => {
			for (const end of ends) addEventListener(end, () => lifted(), { once: true })
		})
	await new Promise((next) => setTimeout(next))
}
