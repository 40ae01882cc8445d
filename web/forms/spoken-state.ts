import type { AudioListItem } from '#shared/forms/spoken-listed'
import type { AudioText } from '#shared/forms/spoken-texts'

/** How far a text is in a language; `changed`: what was recorded says an earlier text that stood there. */
export type AudioState =
	| { readonly state: 'none' }
	| { readonly state: 'recorded' | 'changed'; readonly sound: AudioListItem }

/** `sounds`: of that language, the oldest first; `texts`: all that the form has now. */
export function computeAudioStates(
	texts: readonly AudioText[],
	sounds: readonly AudioListItem[],
): ReadonlyMap<string, AudioState> {
	const now = new Set(texts.map(({ key }) => key))
	const byText = new Map(sounds.map((sound) => [sound.text, sound]))
	// the last one at a place
	const byPlace = new Map(sounds.filter(({ text }) => !now.has(text)).map((sound) => [sound.place, sound]))
	return new Map(
		texts.map(({ key, place }): [string, AudioState] => {
			const own = byText.get(key)
			const before = byPlace.get(place)
			if (own) return [key, { state: 'recorded', sound: own }]
			return [key, before ? { state: 'changed', sound: before } : { state: 'none' }]
		}),
	)
}
