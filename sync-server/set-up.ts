import { readFile } from 'node:fs/promises'
import {
	type Campaign,
	campaignSchema,
	defaultRounds,
	demonstrationRound,
	readDistricts,
} from '#shared/campaign/campaign'
import { canonicalJson } from '#shared/kernel/canonical-json'
import { Problem } from '#shared/kernel/problem'
import { addPerson, invite } from './accounts/people.ts'
import { type FormShelf, formShelf } from './forms/form-shelf.ts'
import { loadInstruments } from './forms/load-instruments.ts'
import type { Engine } from './storage/engine.ts'
import { openStore } from './storage/open-store.ts'
import type { Store } from './storage/store.ts'

export const project = 'pk31'

export interface SetUpOptions {
	readonly engine: Engine
	readonly districtsFile: string
	readonly instrumentsFolder: string
	/** Adds the demonstration round. */
	readonly demonstration: boolean
	readonly now: () => number
}

export interface SetUp {
	readonly store: Store
	readonly forms: FormShelf
	readonly campaign: Campaign
}

/** Opens the store and brings campaign and forms into it; what is there already and unchanged is left alone. */
export async function setUp(options: SetUpOptions): Promise<SetUp> {
	const { engine, now } = options
	const districts = await districtsFrom(options.districtsFile)
	// the lists inside the forms always know the demonstration round, so that switching it on is no new version
	const lists = { districts, rounds: [...defaultRounds, demonstrationRound] }
	const definitions = await loadInstruments(options.instrumentsFolder, lists)
	const store = await openStore({ engine, project, now })
	const forms = formShelf(store)
	for (const definition of definitions) await forms.publish(definition, null, new Date(now()).toISOString())

	const [known] = await store.documentsByRef([project])
	const before = known ? campaignSchema.safeParse(known.body).data : undefined
	// once made, its records are there: the round must go on being known as a demonstration
	const hasDemonstration =
		options.demonstration || (before?.rounds.some(({ demonstration }) => demonstration) ?? false)
	const campaign: Campaign = {
		project,
		offsetMinutes: 300,
		districts,
		rounds: [...defaultRounds, ...(hasDemonstration ? [demonstrationRound] : [])],
	}
	if (!before || canonicalJson(before) !== canonicalJson(campaign))
		await store.write((session) =>
			session.putDocument({ kind: 'campaign', ref: project, scope: 'all', body: campaign }),
		)
	return { store, forms, campaign }
}

/** @throws Problem `list-unreadable` that names file, line and column */
async function districtsFrom(file: string) {
	try {
		const districts = readDistricts(await readFile(file, 'utf8'))
		if (districts.length === 0) throw new RangeError('it has no rows')
		return districts
	} catch (thrown) {
		const reason = thrown instanceof Error ? thrown.message : String(thrown)
		throw new Problem('list-unreadable', { file, reason }, thrown)
	}
}

/**
 * A sign-in code for the first administrator, as long as none has a password; null afterwards. A new one at every
 * start, so that one that was lost is no lock-out.
 */
export async function firstAdministratorCode(
	{ store, campaign }: SetUp,
	now: number,
): Promise<string | null> {
	const administrators = await store.db
		.selectFrom('person')
		.select(['id', 'password'])
		.where('project', '=', store.project)
		.where('role', '=', 'administrator')
		.execute()
	if (administrators.some(({ password }) => password !== null)) return null
	const id =
		administrators[0]?.id ??
		(
			await addPerson(
				store,
				campaign,
				{ name: 'Administrator', code: 'admin', role: 'administrator', districts: 'all', language: 'en' },
				now,
			)
		).id
	const { code } = await invite(store, id, now, true)
	return code
}
