import type { AudioKey, AudioListItem } from '#shared/audio/audio-api'
import type { Session } from '../session.ts'
import type { Tables } from '../tables/tables.ts'

export type AudioRow = Tables['audio_text']

const ofForm = (session: Session, form: string) =>
	session.db
		.selectFrom('audio_text')
		.where('audio_text.project', '=', session.project)
		.where('form', '=', form)

/** Returns all audio of a form, oldest first. */
export const listAudioRows = (session: Session, form: string): Promise<AudioRow[]> =>
	ofForm(session, form).selectAll().orderBy('at').execute()

/** Returns all audio of a form with its authors, oldest first. */
export const listAudioWithAuthors = (session: Session, form: string): Promise<AudioListItem[]> =>
	ofForm(session, form)
		.leftJoin('person', 'person.id', 'audio_text.person')
		.select(['audio_text.language', 'text', 'template as place', 'hash', 'size', 'at', 'person.name as by'])
		.orderBy('at')
		.execute()

export const findAudio = (
	session: Session,
	form: string,
	{ language, text }: AudioKey,
): Promise<AudioRow | undefined> =>
	ofForm(session, form)
		.selectAll()
		.where('language', '=', language)
		.where('text', '=', text)
		.executeTakeFirst()

/** Returns the forms that use an audio file, with its type and size. Two forms may have the same file. */
export const formsOfSound = (
	session: Session,
	hash: string,
): Promise<Pick<AudioRow, 'form' | 'type' | 'size'>[]> =>
	session.db
		.selectFrom('audio_text')
		.select(['form', 'type', 'size'])
		.distinct()
		.where('project', '=', session.project)
		.where('hash', '=', hash)
		.execute()

/** Saves audio; replaces the one of the same text. */
export async function saveAudioRow(session: Session, row: AudioRow): Promise<void> {
	const { template, hash, size, type, person, at } = row
	await session.db
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
	session: Session,
	form: string,
	{ language, text }: AudioKey,
): Promise<void> {
	await session.db
		.deleteFrom('audio_text')
		.where('project', '=', session.project)
		.where('form', '=', form)
		.where('language', '=', language)
		.where('text', '=', text)
		.execute()
}

/** True if neither a text nor a record refers to the file. */
export async function isFileFree(session: Session, hash: string): Promise<boolean> {
	const attachment = await session.db
		.selectFrom('attachment')
		.select('id')
		.where('project', '=', session.project)
		.where('hash', '=', hash)
		.executeTakeFirst()
	return !attachment && (await formsOfSound(session, hash)).length === 0
}
