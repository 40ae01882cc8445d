type Pressed = Pick<KeyboardEvent, 'key' | 'code' | 'repeat' | 'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey'>

/** Returns the shortcut for a key event; null if it is none. */
export function keyPressed(event: Pressed): string | null {
	if (event.ctrlKey || event.metaKey || event.altKey) return null
	const key = isLatin(event.key) ? event.key : byPlace(event)
	// Auto-repeat moves through a list and never acts on a record.
	return event.repeat && key !== 'j' && key !== 'k' ? null : key
}

const isLatin = (key: string): boolean => /^[ -~]+$/.test(key)

/** With another script: the Latin letter of the same physical key. */
function byPlace({ code, shiftKey }: Pressed): string | null {
	if (code === 'Slash') return shiftKey ? '?' : '/'
	const [, letter] = /^Key([A-Z])$/.exec(code) ?? []
	return letter === undefined || shiftKey ? null : letter.toLowerCase()
}
