import type { FormDefinition } from '#shared/forms/form-definition'
import { listAudioTexts } from '#shared/forms/spoken-texts'
import type { AudioFiles } from '#shared/sync/aloud'

/** What a version of a form needs of the sounds in a language, and how much of that is on this phone. */
export interface NeededSounds {
	/** Of the version, also those that nobody recorded. */
	readonly texts: number
	/** Texts that have a sound here. */
	readonly here: number
	/** Files that are still to come, each once. */
	readonly missing: readonly { readonly hash: string; readonly size: number }[]
}

export function neededSounds(
	form: Pick<FormDefinition, 'body' | 'choices'>,
	language: string,
	sounds: AudioFiles,
	here: ReadonlySet<string>,
): NeededSounds {
	const texts = listAudioTexts(form, language)
	const keys = new Set(texts.map(({ key }) => key))
	const own = sounds.filter(({ text }) => keys.has(text))
	const missing = new Map(own.filter(({ hash }) => !here.has(hash)).map((each) => [each.hash, each]))
	return {
		texts: texts.length,
		here: own.filter(({ hash }) => here.has(hash)).length,
		missing: [...missing.values()].map(({ hash, size }) => ({ hash, size })),
	}
}
