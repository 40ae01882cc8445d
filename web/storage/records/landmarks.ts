import { randomId } from '#shared/kernel/ids'
import { openRoundFor } from '#shared/study/study'
import { database, write } from '../database/database.ts'
import type { VaultSession } from '../enrolment/enrolments.ts'
import { type BoxText, boxFromText, boxToText } from '../vault/box-text.ts'
import { randomBytes } from '../vault/vault.ts'
import { loadStudy, personOnPhone } from './documents.ts'
import { sampleOnPhone } from './sample.ts'

/*
 * A landmark is a short text by which a person finds a house again ("blue gate"). It identifies a household.
 * LM1 It never leaves the phone, and is sealed under the PIN, in a row whose key says nothing of the household.
 * LM2 It is deleted when its round is over, or its household is assigned to this person no longer.
 * LM3 Each row is sealed by itself: the decoy vault has landmarks of its own, and overwrites no others.
 */

/** Most characters of a landmark. */
export const longestLandmark = 60

/** A household of the sample. */
export interface SampledHousehold {
	readonly round: string
	readonly cluster: string
	readonly household: number
}
/** Landmarks by `landmarkName` of their households. */
export type Landmarks = ReadonlyMap<string, string>

export const landmarkName = ({ round, cluster, household }: SampledHousehold): string =>
	`${round} ${cluster} ${household}`

const prefix = 'landmark '

interface OpenedLandmark {
	/** Key of its row. */
	readonly key: string
	readonly name: string
	readonly text: string
	readonly savedAt: number
}

/** Returns the landmarks that this session can open, oldest first: rows of other people have other keys. */
async function openLandmarks({ vault }: VaultSession): Promise<OpenedLandmark[]> {
	const rows = await (await database()).settings.where('key').startsWith(prefix).toArray()
	const opened = await Promise.all(
		rows.map(({ key, value }) =>
			vault.open(key, boxFromText(JSON.parse(value) as BoxText)).then(
				(landmark) => [{ ...(landmark as Omit<OpenedLandmark, 'key'>), key }],
				() => [],
			),
		),
	)
	return opened.flat().sort((a, b) => a.savedAt - b.savedAt)
}

export const landmarksOnPhone = async (vaultSession: VaultSession): Promise<Landmarks> =>
	new Map((await openLandmarks(vaultSession)).map(({ name, text }) => [name, text]))

/** Saves the landmark of a household in place of an earlier one; '' removes it. @throws Problem of the disk */
export async function saveLandmark(
	vaultSession: VaultSession,
	household: SampledHousehold,
	text: string,
): Promise<void> {
	const name = landmarkName(household)
	const before = (await openLandmarks(vaultSession)).filter((each) => each.name === name)
	const key = prefix + randomId(randomBytes)
	const box = await vaultSession.vault.seal(key, { name, text, savedAt: Date.now() })
	await write(['settings'], async ({ settings }) => {
		await settings.bulkDelete(before.map((each) => each.key))
		if (text !== '') await settings.put({ key, value: JSON.stringify(boxToText(box)) })
	})
}

/** Deletes the landmarks of households that are not in the sample of the open round (LM2). */
export async function deleteOldLandmarks(vaultSession: VaultSession): Promise<void> {
	const landmarks = await openLandmarks(vaultSession)
	const study = landmarks.length > 0 && (await loadStudy(vaultSession))
	// a campaign that cannot be read says nothing of its rounds
	if (!study) return
	const { demonstration } = await personOnPhone(vaultSession)
	const round = openRoundFor(study.rounds, demonstration)
	const sample = round ? await sampleOnPhone(vaultSession, round.code) : []
	const assigned = new Set(
		sample.flatMap(({ lines, ...cluster }) =>
			lines.map(({ household }) => landmarkName({ ...cluster, household })),
		),
	)
	const old = landmarks.filter(({ name }) => !assigned.has(name))
	await write(['settings'], ({ settings }) => settings.bulkDelete(old.map(({ key }) => key)))
}
