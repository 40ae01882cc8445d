import { listAudioTexts } from '#shared/audio/audio-texts'
import type { FormDefinition } from '#shared/forms/form-definition'
import type { AudioFiles } from '#shared/sync/audio'

/** Audio files that a form version needs in a language, and how many are on this phone. */
export interface NeededAudio {
	/** Number of texts of the version, including those without a recording. */
	readonly texts: number
	/** Number of texts whose audio is on this phone. */
	readonly here: number
	/** Files to download, each once. */
	readonly missing: readonly { readonly hash: string; readonly size: number }[]
}

export function neededAudio(
	form: Pick<FormDefinition, 'body' | 'choices'>,
	language: string,
	sounds: AudioFiles,
	here: ReadonlySet<string>,
): NeededAudio {
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
