import { useCallback, useEffect, useRef, useState } from 'react'
import type { FormDefinition } from '#shared/forms/form-definition'
import { asProblem, type Problem } from '#shared/kernel/problem'
import type { AudioLanguages } from '#shared/sync/audio'
import {
	deleteAudio,
	listAudioHashes,
	listStoredAudio,
	saveAudioList,
	saveAudioOffer,
} from '../../../storage/attachments/audio-files.ts'
import type { VaultSession } from '../../../storage/enrolment/enrolments.ts'
import { fetchAudioFiles, fetchAudioLanguages } from '../../../sync/audio-client.ts'
import { neededAudio } from './audio-coverage.ts'
import { downloadAudio } from './download-audio.ts'

/** A language that the audio of a form is available in, or could be downloaded. */
export interface AudioLanguage {
	readonly language: string
	readonly texts: number
	/** Number of texts whose audio is on this phone. */
	readonly here: number
	/** Number of texts with a recording, as far as is known. */
	readonly recorded: number
	/** Number and bytes of the files that a download fetches. */
	readonly files: number
	readonly size: number
}

/**
 * Returns the languages on this phone and on the server; `offered` is null if the server cannot be reached.
 */
async function languagesOf(form: FormDefinition, offered: AudioLanguages | null): Promise<AudioLanguage[]> {
	const [stored, storedHashes] = await Promise.all([listStoredAudio(), listAudioHashes()])
	const found = new Map<string, AudioLanguage>()
	for (const { language, texts, sounds, size } of offered ?? [])
		found.set(language, { language, texts, here: 0, recorded: sounds, files: sounds, size })
	for (const { language, sounds } of stored.filter((each) => each.form === form.id)) {
		const { texts, here: own, missing } = neededAudio(form, language, sounds, storedHashes)
		const size = missing.reduce((sum, each) => sum + each.size, 0)
		const recorded = Math.max(own + missing.length, found.get(language)?.recorded ?? 0)
		found.set(language, { language, texts, here: own, recorded, files: missing.length, size })
	}
	return [...found.values()]
}

/** Updates the lists of stored languages. True if recordings were added, replaced or removed. */
async function refresh(vaultSession: VaultSession, form: string, offered: AudioLanguages): Promise<boolean> {
	let isOther = false
	for (const { language, sounds: before } of (await listStoredAudio()).filter((each) => each.form === form)) {
		if (!offered.some((each) => each.language === language)) continue
		const sounds = await fetchAudioFiles(vaultSession, form, language)
		if (JSON.stringify(sounds) === JSON.stringify(before)) continue
		await saveAudioList({ form, language, sounds })
		isOther = true
	}
	return isOther
}

/**
 * Returns the audio languages of a form and their actions; one download at a time. `onOther`: called when the
 * stored audio has changed.
 */
export function useAudioLanguages(vaultSession: VaultSession, form: FormDefinition, onOther: () => void) {
	const [languages, setLanguages] = useState<readonly AudioLanguage[] | null>(null)
	const [isAway, setAway] = useState(false)
	const [problem, setProblem] = useState<Problem | null>(null)
	const [fetching, setFetching] = useState<{ language: string; done: number; all: number } | null>(null)
	const offered = useRef<AudioLanguages | null>(null)
	const running = useRef<AbortController | null>(null)
	const show = useCallback(async () => setLanguages(await languagesOf(form, offered.current)), [form])

	useEffect(() => {
		let isOver = false
		const refreshList = async () => {
			await show()
			try {
				offered.current = await fetchAudioLanguages(vaultSession, form.id)
				await saveAudioOffer(form.id, offered.current)
				if (!isOver && (await refresh(vaultSession, form.id, offered.current))) onOther()
			} catch (thrown) {
				const { code } = asProblem(thrown)
				// an older server, or a foreign page: stored audio can still be used
				if (!isOver) setAway(code !== 'not-found')
			}
			if (!isOver) await show()
		}
		void refreshList().catch((thrown: unknown) => setProblem(asProblem(thrown)))
		return () => {
			isOver = true
			running.current?.abort()
		}
	}, [vaultSession, form, show, onOther])

	return {
		languages,
		isAway,
		problem,
		fetching,
		/** Only on request, since the data may have to be paid for. */
		async fetch(language: string) {
			if (running.current) return
			const download = new AbortController()
			const { signal } = download
			running.current = download
			setProblem(null)
			const { files } = languages?.find((each) => each.language === language) ?? { files: 0 }
			setFetching({ language, done: 0, all: files })
			try {
				const sounds = await fetchAudioFiles(vaultSession, form.id, language, signal)
				await saveAudioList({ form: form.id, language, sounds })
				const hashes = neededAudio(form, language, sounds, await listAudioHashes()).missing.map(
					({ hash }) => hash,
				)
				setFetching({ language, done: 0, all: hashes.length })
				await downloadAudio({
					vaultSession,
					hashes,
					signal,
					onHere: (done) => setFetching({ language, done, all: hashes.length }),
				})
				setAway(false)
			} catch (thrown) {
				if (!signal.aborted) setProblem(asProblem(thrown))
			} finally {
				running.current = null
				setFetching(null)
				onOther()
				await show()
			}
		},
		pause: () => running.current?.abort(),
		async remove(language: string) {
			await deleteAudio(form.id, language)
			await show()
		},
	}
}
