type Pressed = Pick<KeyboardEvent, 'key' | 'code' | 'repeat' | 'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey'>

/** By which key a list knows what was pressed; null where it does not act. */
export function keyPressed(event: Pressed): string | null {
	if (event.ctrlKey || event.metaKey || event.altKey) return null
	const key = isLatin(event.key) ? event.key : byPlace(event)
	// held down, a key goes through the list and does nothing to what it passes
	return event.repeat && key !== 'j' && key !== 'k' ? null : key
}

const isLatin = (key: string): boolean => /^[ -~]+$/.test(key)

/** Where another script is written, the letter that stands at this place of the keyboard beside it. */
function byPlace({ code, shiftKey }: Pressed): string | null {
	if (code === 'Slash') return shiftKey ? '?' : '/'
	const [, letter] = /^Key([A-Z])$/.exec(code) ?? []
	return letter === undefined || shiftKey ? null : letter.toLowerCase()
}
