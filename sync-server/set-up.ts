import { readFile } from 'node:fs/promises'
import * as z from 'zod/mini'
import { canonicalJson, type Json } from '#shared/kernel/canonical-json'
import type { Point } from '#shared/kernel/geodesy'
import { Problem } from '#shared/kernel/problem'
import { type Deployment, getProjectId, isFormServed, isHelplineOnly } from '#shared/study/deployments'
import { readDistrictLocations, readDistricts, readPeople } from '#shared/study/district-list'
import { allRounds, defaultRounds, demonstrationRoundsOf, type Study, studySchema } from '#shared/study/study'
import { studyOffsetMinutes } from '#shared/study/study-day'
import { createFormRepository, type FormRepository } from './forms/form-repository.ts'
import type { LoadForms } from './forms/load-instruments.ts'
import { migrateCodeDigests, openCodeKey } from './people/code-digest.ts'
import { invite, inviteUnlessInvited } from './people/invitations.ts'
import { addPerson } from './people/people.ts'
import type { Engine } from './storage/engine/engine.ts'
import { openStore, type StoreOptions } from './storage/open-store.ts'
import { allPeople, hasDemonstrators } from './storage/people/people.ts'
import { usedRounds } from './storage/records/records.ts'
import type { Store } from './storage/store.ts'
import { createStudyRepository, type StudyRepository, toStudyDocument } from './study/study-repository.ts'
import { type IdentifierKeys, openIdentifierKeys } from './sync/identifier-keys.ts'
import type { KeyStore } from './sync/key-store.ts'
import { publishForms } from './sync/publish-form.ts'
import { retryUndecrypted } from './sync/retry-undecrypted.ts'
import { openSealingKeys, type SealingKeys } from './sync/sealing-keys.ts'
import { openSigner, type Signer } from './sync/signer.ts'

export interface SetUpOptions {
	readonly engine: Engine
	readonly districtsFile: string
	/** Loads the built-in forms. */
	readonly loadForms: LoadForms
	/** Deployments whose forms are built in. */
	readonly serves: readonly Deployment[]
	/** True to add the rounds of the demonstration. */
	readonly demonstration: boolean
	/** Days that a finished record stays on phones. Null for the default. */
	readonly keepOnPhoneDays?: number | null
	/** Minutes after which an open form locks a phone. Null for the default. */
	readonly lockMinutes?: number | null
	/** Store of private keys that the database must not have. */
	readonly keys: KeyStore
	readonly now: () => number
	/** Called after each write transaction. */
	readonly onWrite?: StoreOptions['onWrite']
}

export interface ServerContext {
	readonly store: Store
	readonly forms: FormRepository
	readonly signer: Signer
	readonly sealing: SealingKeys
	readonly identifiers: IdentifierKeys
	readonly study: StudyRepository
	/** Population by district code. */
	readonly population: ReadonlyMap<string, number>
	/** A location in each district, by its code; for the demonstration. */
	readonly districtLocations: ReadonlyMap<string, Point>
}

/** Opens the store and adds the study and the forms; unchanged ones are skipped. */
export async function setUpServer(options: SetUpOptions): Promise<ServerContext> {
	const { engine, now } = options
	const { districts, people, districtLocations } = await districtsFrom(options.districtsFile)
	// The lists inside the forms always contain the rounds of the demonstration, so that enabling it creates
	// no new version.
	const instruments = await options.loadForms({ districts, rounds: [...allRounds] })
	const project = getProjectId(options.serves)
	const { onWrite } = options
	const codeKey = await openCodeKey(options.keys)
	const store = await openStore({ engine, project, now, codeKey, ...(onWrite ? { onWrite } : {}) })
	await migrateCodeDigests(store)
	// Before the forms: no phone may have a form without the key that it needs.
	const identifiers = await openIdentifierKeys(store, options.keys)
	const forms = createFormRepository(store, options.serves)
	// A store from before continues with everything that it has.
	const serves = await forms.serves()
	const definitions = instruments.filter((form) => isFormServed(form, serves))
	await publishForms(store, forms, definitions, new Date(now()).toISOString())

	const [known] = await store.documentsByRef([project])
	const hasDemonstration = options.demonstration || (await hadDemonstration(store, known?.body))
	const demonstrationRounds = hasDemonstration
		? demonstrationRoundsOf(
				await usedRounds(
					store.reading,
					allRounds.map(({ code }) => code),
				),
			)
		: []
	const planned = {
		project,
		offsetMinutes: studyOffsetMinutes,
		districts,
		rounds: [...defaultRounds, ...demonstrationRounds],
		...(options.keepOnPhoneDays ? { keepOnPhoneDays: options.keepOnPhoneDays } : {}),
		...(options.lockMinutes ? { lockMinutes: options.lockMinutes } : {}),
	}
	const study = createStudyRepository(store, planned, isHelplineOnly(serves))
	const document = toStudyDocument(await study.current())
	const before = known ? studySchema.safeParse(known.body).data : undefined
	if (!before || asText(before) !== asText(document))
		await store.write((session) =>
			session.putDocument({ kind: 'campaign', ref: project, scope: 'all', body: document }),
		)
	const [signer, sealing] = [await openSigner(store, options.keys), await openSealingKeys(store)]
	const ready = { store, forms, signer, sealing, identifiers, study, population: people, districtLocations }
	await retryUndecrypted(ready)
	return ready
}

const asText = (study: Study): string => canonicalJson(study as unknown as Json)

/** Minimum schema of a stored study of any age, to find the rounds of its demonstration. */
const formerStudySchema = z.object({ rounds: z.array(z.object({ demonstration: z.boolean() })) })

/**
 * True if a demonstration was created: its records exist, so its rounds must remain marked as a demonstration.
 */
async function hadDemonstration(store: Store, study: unknown): Promise<boolean> {
	const { data } = formerStudySchema.safeParse(study)
	const isInStudy = data?.rounds.some(({ demonstration }) => demonstration) ?? false
	return isInStudy || hasDemonstrators(store.reading)
}

/** Reads the list of districts. @throws Problem `list-unreadable` with file, line and column */
export async function districtsFrom(file: string) {
	try {
		const csv = await readFile(file, 'utf8')
		const districts = readDistricts(csv)
		if (districts.length === 0) throw new RangeError('it has no rows')
		return { districts, people: readPeople(csv), districtLocations: readDistrictLocations(csv) }
	} catch (thrown) {
		const reason = thrown instanceof Error ? thrown.message : String(thrown)
		throw new Problem('list-unreadable', { file, reason }, thrown)
	}
}

/** The code is shown once; `made-before`: it is still valid, and was shown when it was created. */
export type FirstAdministratorCode =
	| { readonly outcome: 'made'; readonly code: string }
	| { readonly outcome: 'made-before' | 'not-needed' }

/**
 * Creates a sign-in code for the first administrator, while none has a password. A valid code is kept:
 * otherwise each process and each start would expire a code that was just written down.
 */
export async function firstAdministratorCode(
	{ store, study }: ServerContext,
	now: number,
): Promise<FirstAdministratorCode> {
	const find = () => administratorsOf(store)
	const add = () =>
		addPerson(
			store,
			study,
			{ name: 'Administrator', code: 'admin', role: 'administrator', districts: 'all', language: 'en' },
			now,
		).catch(async (thrown: unknown) => {
			// Another process that started at the same moment was faster.
			const [faster] = await find()
			if (faster) return faster
			throw thrown
		})
	const administrators = await find()
	if (administrators.some(({ password }) => password !== null)) return { outcome: 'not-needed' }
	const { id } = administrators[0] ?? (await add())
	const made = await inviteUnlessInvited(store, id, now, { lasting: true })
	return made ? { outcome: 'made', code: made.code } : { outcome: 'made-before' }
}

const administratorsOf = async (store: Store) =>
	(await allPeople(store.reading)).filter(({ role }) => role === 'administrator')

/**
 * Replaces the lost code of the first administrator. Null if there is none, or an administrator has a
 * password. `auditedStoreFor`: the store that also writes the entry of the audit log.
 */
export async function newAdministratorCode(
	store: Store,
	now: number,
	auditedStoreFor: (person: string) => Store,
): Promise<string | null> {
	const [first, ...others] = await administratorsOf(store)
	if (!first || [first, ...others].some(({ password }) => password !== null)) return null
	return (await invite(auditedStoreFor(first.id), first.id, now, { lasting: true })).code
}
