import { listAudioTexts } from '#shared/audio/audio-texts'
import type { AudioFiles, AudioLanguages } from '#shared/sync/audio'
import { listAudioRows } from '../storage/records/audio.ts'
import { type AudioDeps, newestDefinition } from './save-audio.ts'

/**
 * Lists the audio languages of a form with their coverage of the newest version. @throws Problem `not-found`
 */
export async function listAudioLanguages(
	{ store }: Pick<AudioDeps, 'store'>,
	form: string,
): Promise<AudioLanguages> {
	const definition = await newestDefinition(store, form)
	const all = await listAudioRows(store.reading, form)
	const found: AudioLanguages = []
	for (const language of new Set(all.map((row) => row.language))) {
		const texts = new Set(listAudioTexts(definition, language).map(({ key }) => key))
		const sounds = all.filter((row) => row.language === language && texts.has(row.text))
		const files = new Map(sounds.map(({ hash, size }) => [hash, size]))
		const size = [...files.values()].reduce((sum, each) => sum + each, 0)
		if (sounds.length > 0) found.push({ language, texts: texts.size, sounds: sounds.length, size })
	}
	return found.sort((a, b) => (a.language < b.language ? -1 : 1))
}

/** Lists the audio files of all versions: a draft stays in the version in which it was started. */
export const listAudioFiles = async (
	{ store }: Pick<AudioDeps, 'store'>,
	form: string,
	language: string,
): Promise<AudioFiles> =>
	(await listAudioRows(store.reading, form))
		.filter((row) => row.language === language)
		.map(({ text, hash, size }) => ({ text, hash, size }))
