import { useCallback, useEffect, useRef, useState } from 'react'
import type { FormDefinition } from '#shared/forms/form-definition'
import { asProblem, type Problem } from '#shared/kernel/problem'
import type { AudioLanguages } from '#shared/sync/aloud'
import type { UnlockedSession } from '../../storage/people-on-phone.ts'
import {
	deleteAudio,
	listAudioHashes,
	listStoredAudio,
	saveAudioList,
	saveAudioOffer,
} from '../../storage/spoken-sounds.ts'
import { fetchAudioFiles, fetchAudioLanguages } from '../../sync/aloud-client.ts'
import { fetchSounds } from './fetch-sounds.ts'
import { neededSounds } from './needed-sounds.ts'

/** A language in which a form is read, or could be. */
export interface AudioLanguage {
	readonly language: string
	readonly texts: number
	/** Texts that have a sound on this phone. */
	readonly here: number
	/** Texts that were recorded, as far as is known. */
	readonly recorded: number
	/** What a download would bring. */
	readonly files: number
	readonly size: number
}

/** What is here, and what the server has beside it; null where it cannot be asked. */
async function languagesOf(form: FormDefinition, offered: AudioLanguages | null): Promise<AudioLanguage[]> {
	const [kept, here] = await Promise.all([listStoredAudio(), listAudioHashes()])
	const found = new Map<string, AudioLanguage>()
	for (const { language, texts, sounds, size } of offered ?? [])
		found.set(language, { language, texts, here: 0, recorded: sounds, files: sounds, size })
	for (const { language, sounds } of kept.filter((each) => each.form === form.id)) {
		const { texts, here: own, missing } = neededSounds(form, language, sounds, here)
		const size = missing.reduce((sum, each) => sum + each.size, 0)
		const recorded = Math.max(own + missing.length, found.get(language)?.recorded ?? 0)
		found.set(language, { language, texts, here: own, recorded, files: missing.length, size })
	}
	return [...found.values()]
}

/** Lists of languages that are here are looked at again. True if something was recorded since, anew, or removed. */
async function refresh(atWork: UnlockedSession, form: string, offered: AudioLanguages): Promise<boolean> {
	let isOther = false
	for (const { language, sounds: before } of (await listStoredAudio()).filter((each) => each.form === form)) {
		if (!offered.some((each) => each.language === language)) continue
		const sounds = await fetchAudioFiles(atWork, form, language)
		if (JSON.stringify(sounds) === JSON.stringify(before)) continue
		await saveAudioList({ form, language, sounds })
		isOther = true
	}
	return isOther
}

/** The languages of a form and what can be done with them; one download at a time. `onOther`: what is on the phone is another. */
export function useSounds(atWork: UnlockedSession, form: FormDefinition, onOther: () => void) {
	const [languages, setLanguages] = useState<readonly AudioLanguage[] | null>(null)
	const [isAway, setAway] = useState(false)
	const [problem, setProblem] = useState<Problem | null>(null)
	const [fetching, setFetching] = useState<{ language: string; done: number; all: number } | null>(null)
	const offered = useRef<AudioLanguages | null>(null)
	const running = useRef<AbortController | null>(null)
	const show = useCallback(async () => setLanguages(await languagesOf(form, offered.current)), [form])

	useEffect(() => {
		let isOver = false
		const look = async () => {
			await show()
			try {
				offered.current = await fetchAudioLanguages(atWork, form.id)
				await saveAudioOffer(form.id, offered.current)
				if (!isOver && (await refresh(atWork, form.id, offered.current))) onOther()
			} catch (thrown) {
				const { code } = asProblem(thrown)
				// a server from before, or a page of somebody else's: what is here is read all the same
				if (!isOver) setAway(code !== 'not-found')
			}
			if (!isOver) await show()
		}
		void look().catch((thrown: unknown) => setProblem(asProblem(thrown)))
		return () => {
			isOver = true
			running.current?.abort()
		}
	}, [atWork, form, show, onOther])

	return {
		languages,
		isAway,
		problem,
		fetching,
		/** Only for whoever asked for it, since it may have to be paid for. */
		async fetch(language: string) {
			if (running.current) return
			const download = new AbortController()
			const { signal } = download
			running.current = download
			setProblem(null)
			const { files } = languages?.find((each) => each.language === language) ?? { files: 0 }
			setFetching({ language, done: 0, all: files })
			try {
				const sounds = await fetchAudioFiles(atWork, form.id, language, signal)
				await saveAudioList({ form: form.id, language, sounds })
				const hashes = neededSounds(form, language, sounds, await listAudioHashes()).missing.map(
					({ hash }) => hash,
				)
				setFetching({ language, done: 0, all: hashes.length })
				await fetchSounds({
					atWork,
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
