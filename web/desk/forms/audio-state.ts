import type { AudioListItem } from '#shared/audio/audio-api'
import type { AudioText } from '#shared/audio/audio-texts'

/** State of a text's audio in one language; `changed`: the recording is of an earlier wording. */
export type AudioState =
	| { readonly state: 'none' }
	| { readonly state: 'recorded' | 'changed'; readonly sound: AudioListItem }

/**
 * Computes the state of each text. `sounds`: recordings in that language, the oldest first; `texts`: all
 * current texts of the form.
 */
export function computeAudioStates(
	texts: readonly AudioText[],
	sounds: readonly AudioListItem[],
): ReadonlyMap<string, AudioState> {
	const now = new Set(texts.map(({ key }) => key))
	const byText = new Map(sounds.map((sound) => [sound.text, sound]))
	// the last recording at a place wins
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
