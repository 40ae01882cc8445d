import type { Kysely } from 'kysely'
import type { AudioKey, AudioListItem } from '#shared/audio/audio-api'
import type { Tables } from '../tables/tables.ts'

export type AudioRow = Tables['audio_text']

const ofForm = (db: Kysely<Tables>, project: string, form: string) =>
	db.selectFrom('audio_text').where('audio_text.project', '=', project).where('form', '=', form)

/** Returns all audio of a form, oldest first. */
export const listAudioRows = (db: Kysely<Tables>, project: string, form: string): Promise<AudioRow[]> =>
	ofForm(db, project, form).selectAll().orderBy('at').execute()

/** Returns all audio of a form with its authors, oldest first. */
export const listAudioWithAuthors = (
	db: Kysely<Tables>,
	project: string,
	form: string,
): Promise<AudioListItem[]> =>
	ofForm(db, project, form)
		.leftJoin('person', 'person.id', 'audio_text.person')
		.select(['audio_text.language', 'text', 'template as place', 'hash', 'size', 'at', 'person.name as by'])
		.orderBy('at')
		.execute()

export const findAudio = (
	db: Kysely<Tables>,
	project: string,
	form: string,
	{ language, text }: AudioKey,
): Promise<AudioRow | undefined> =>
	ofForm(db, project, form)
		.selectAll()
		.where('language', '=', language)
		.where('text', '=', text)
		.executeTakeFirst()

/** Returns the forms that use an audio file, with its type and size. Two forms may have the same file. */
export const formsOfSound = (
	db: Kysely<Tables>,
	project: string,
	hash: string,
): Promise<Pick<AudioRow, 'form' | 'type' | 'size'>[]> =>
	db
		.selectFrom('audio_text')
		.select(['form', 'type', 'size'])
		.distinct()
		.where('project', '=', project)
		.where('hash', '=', hash)
		.execute()

/** Saves audio; replaces the one of the same text. */
export async function saveAudioRow(db: Kysely<Tables>, row: AudioRow): Promise<void> {
	const { template, hash, size, type, person, at } = row
	await db
		.insertInto('audio_text')
		.values(row)
		.onConflict((conflict) =>
			conflict
				.columns(['project', 'form', 'language', 'text'])
				.doUpdateSet({ template, hash, size, type, person, at }),
		)
		.execute()
}

export async function deleteAudioRow(
	db: Kysely<Tables>,
	project: string,
	form: string,
	{ language, text }: AudioKey,
): Promise<void> {
	await db
		.deleteFrom('audio_text')
		.where('project', '=', project)
		.where('form', '=', form)
		.where('language', '=', language)
		.where('text', '=', text)
		.execute()
}

/** True if neither a text nor a record refers to the file. */
export async function isFileFree(db: Kysely<Tables>, project: string, hash: string): Promise<boolean> {
	const attachment = await db
		.selectFrom('attachment')
		.select('id')
		.where('project', '=', project)
		.where('hash', '=', hash)
		.executeTakeFirst()
	return !attachment && (await formsOfSound(db, project, hash)).length === 0
}
