import { spokenTexts } from '#shared/forms/spoken-texts'
import type { AloudLanguages, AloudSounds } from '#shared/sync/aloud'
import { spokenOfForm } from '../storage/spoken-table.ts'
import { newestDefinition, type SpokenDeps } from './keep-spoken.ts'

/** In which languages a form is read aloud, and how much of its newest version. @throws Problem `not-found` */
export async function aloudLanguages(
	{ store }: Pick<SpokenDeps, 'store'>,
	form: string,
): Promise<AloudLanguages> {
	const definition = await newestDefinition(store, form)
	const all = await spokenOfForm(store.reading, store.project, form)
	const found: AloudLanguages = []
	for (const language of new Set(all.map((row) => row.language))) {
		const texts = new Set(spokenTexts(definition, language).map(({ key }) => key))
		const sounds = all.filter((row) => row.language === language && texts.has(row.text))
		const files = new Map(sounds.map(({ hash, size }) => [hash, size]))
		const size = [...files.values()].reduce((sum, each) => sum + each, 0)
		if (sounds.length > 0) found.push({ language, texts: texts.size, sounds: sounds.length, size })
	}
	return found.sort((a, b) => (a.language < b.language ? -1 : 1))
}

/** Also those of earlier versions: a draft goes on in the one in which it began. */
export const aloudSounds = async (
	{ store }: Pick<SpokenDeps, 'store'>,
	form: string,
	language: string,
): Promise<AloudSounds> =>
	(await spokenOfForm(store.reading, store.project, form))
		.filter((row) => row.language === language)
		.map(({ text, hash, size }) => ({ text, hash, size }))
