import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import type { AudioKey } from '#shared/audio/audio-api'
import { type AudioText, listAudioTexts } from '#shared/audio/audio-texts'
import { largestSound, soundTypeOf } from '#shared/audio/sound-type'
import type { FormDefinition } from '#shared/forms/form-definition'
import { Problem } from '#shared/kernel/problem'
import type { FileStore } from '../attachments/file-store.ts'
import {
	deleteAudioRow,
	findAudio,
	isFileFree,
	listAudioRows,
	saveAudioRow,
} from '../storage/records/audio.ts'
import { newestForm } from '../storage/records/forms.ts'
import type { Store } from '../storage/store.ts'

export interface AudioDeps {
	readonly store: Store
	readonly files: FileStore
}

/** A change of an audio file with its author. `through`: the store that also writes the log entry. */
export interface AudioChange extends AudioKey {
	readonly form: string
	readonly person: string
	/** ISO time */
	readonly at: string
	readonly through: Pick<Store, 'write'>
}

/** @throws Problem `not-found` */
export async function newestDefinition({ reading }: Store, form: string): Promise<FormDefinition> {
	const newest = await newestForm(reading, form)
	if (!newest) throw new Problem('not-found')
	return JSON.parse(newest.definition) as FormDefinition
}

async function textNamed(store: Store, { form, language, text }: AudioChange): Promise<AudioText> {
	const texts = listAudioTexts(await newestDefinition(store, form), language)
	const found = texts.find(({ key }) => key === text)
	// A version without this text was published meanwhile.
	if (!found) throw new Problem('not-found')
	return found
}

/**
 * Saves audio for a text of the newest version. @throws Problem `not-found`, `sound-too-large`,
 * `sound-unreadable`, `server-disk-full`
 */
export async function saveAudio(
	{ store, files }: AudioDeps,
	change: AudioChange,
	sound: Uint8Array,
): Promise<void> {
	if (sound.length > largestSound) throw new Problem('sound-too-large', { most: largestSound / 1e6 })
	const type = soundTypeOf(sound)
	if (!type) throw new Problem('sound-unreadable')
	const { place: template } = await textNamed(store, change)
	const { form, language, text, person, at } = change
	const { project } = store
	const hash = createHash('sha256').update(sound).digest('hex')
	const before = await change.through.write(async (session) => {
		const replaced = await findAudio(session, form, change)
		// Deletion of files is also a write transaction, so a file exists while a row names it.
		if (!(await files.has(hash))) await files.save({ hash, size: sound.length }, Readable.from([sound]))
		const row = { project, form, language, text, template, hash, size: sound.length, type, person, at }
		await saveAudioRow(session, row)
		return replaced
	})
	if (before && before.hash !== hash) await removeFile(store, files, before.hash)
}

/**
 * Confirms that the audio is still correct after its text was changed.
 *
 * @throws Problem `not-found`, also if the audio was replaced or removed meanwhile
 */
export async function confirmAudio(
	{ store }: Pick<AudioDeps, 'store'>,
	change: AudioChange,
	confirmedHash: string,
): Promise<void> {
	const { place: template } = await textNamed(store, change)
	const { form, language, text, person, at } = change
	await change.through.write(async (session) => {
		const all = await listAudioRows(session, form)
		const recording = all.find((row) => row.language === language && row.hash === confirmedHash)
		if (!recording) throw new Problem('not-found')
		await saveAudioRow(session, { ...recording, text, template, person, at })
	})
}

/** @throws Problem `not-found` */
export async function removeAudio(
	{ store, files }: AudioDeps,
	change: Omit<AudioChange, 'person' | 'at'>,
): Promise<void> {
	const hash = await change.through.write(async (session) => {
		const found = await findAudio(session, change.form, change)
		if (!found) throw new Problem('not-found')
		await deleteAudioRow(session, change.form, change)
		return found.hash
	})
	await removeFile(store, files, hash)
}

/** Deletes the file if no row names it, within a write transaction, so that none can be added meanwhile. */
const removeFile = (store: Store, files: FileStore, hash: string): Promise<void> =>
	store.write(async (session) => {
		if (await isFileFree(session, hash)) await files.remove(hash)
	})
