import { type CompiledForm, compileForm } from '#shared/forms/compile-form'
import type { FormAssignment } from '#shared/forms/form-assignment'
import type { FormAvailability, FormDefinition } from '#shared/forms/form-definition'
import { weakenings } from '#shared/forms/weakened-sealing'
import { shortDigest } from '#shared/kernel/digest'
import { Problem } from '#shared/kernel/problem'
import type { Role } from '#shared/people/roles'
import { type Deployment, deployments, isFormServed, listFormDeployments } from '#shared/study/deployments'
import {
	closedForms,
	findForm,
	listForms,
	newestForm,
	newestVersions,
	setFormAssignment,
	setFormState,
} from '../storage/records/forms.ts'
import type { Store, WriteSession } from '../storage/store.ts'
import { addVersion, putForm, textOfForm } from './add-version.ts'
import { announceFormsOfReassigned, type ReassignedRecord } from './assign-form.ts'
import { proposeVersion } from './form-proposals.ts'
import { boundedFunctions } from './safe-functions.ts'

export interface PublishedForm {
	readonly id: string
	readonly version: number
	readonly definition: FormDefinition
	readonly published: string
}

/**
 * Author and time of a change of forms. `through`: a store that also writes the log entry; by default the
 * repository's own.
 */
export interface FormChange<By> {
	readonly by: By
	/** ISO time */
	readonly now: string
	readonly through?: Pick<Store, 'write'>
	/** Assignment of a new form; absent: every user whose role fills it in. */
	readonly assigned?: FormAssignment
	/** Store that also writes the log entry of a proposal. */
	readonly proposing?: Pick<Store, 'write'>
}

/** The forms of a project: every published version, compiled. */
export interface FormRepository {
	/** Null if the version is unknown here. */
	compiled(id: string, version: number): Promise<CompiledForm | null>
	/** Newest version of each form. */
	current(): Promise<PublishedForm[]>
	/**
	 * Returns the roles that records of a form are restricted to, by its newest version. Null if it has no
	 * restriction, or is unknown.
	 */
	readers(id: string): Promise<readonly Role[] | null>
	/**
	 * Returns the roles that fill in a version, or the newest version if that is unknown. Undefined if there is
	 * no restriction, or the form is unknown.
	 */
	fillers(id: string, version: number): Promise<readonly Role[] | undefined>
	/**
	 * Returns the deployments of the server: those that it was started for, and those of its forms that are not
	 * retired.
	 */
	serves(): Promise<Deployment[]>
	/** All versions of one form, oldest first. */
	versions(id: string): Promise<PublishedForm[]>
	/**
	 * Publishes a definition if it differs from the newest version, and returns its version. Null if it weakens
	 * the protection of its form, and waits for approval. `by` null: the form comes with the program, and does
	 * not replace what a user has published.
	 * @throws Problem `form-belongs-to-other-deployment`: a helpline form on the survey's server, or the other way round
	 */
	publish(definition: FormDefinition, change: FormChange<string | null>): Promise<number | null>
	/** Clears the cache for a version that was published without `publish`. */
	forget(id: string, version: number): void
	/** Returns paused and retired forms with the time since then, within a transaction. */
	closed(session: WriteSession): Promise<ReadonlyMap<string, { readonly since: string }>>
	/** Sends the forms of reassigned records to enumerators that the forms are not assigned to. */
	announceReassigned(session: WriteSession, records: readonly ReassignedRecord[]): Promise<void>
	/** Pauses, retires or opens a form. Phones receive it at their next sync. @throws Problem `not-found` */
	setState(id: string, state: FormAvailability, change: FormChange<string>): Promise<void>
}

/** Time for which an unknown version is cached: another process may publish it. */
const unknownForMs = 2000
/** Maximum cache entries: a phone can name any form, and unknown ones must not fill the memory. */
const maxCachedForms = 1000

/** True if a definition weakens the protection of the newest version. */
const isWeakerThan = (
	last: { readonly definition: string } | undefined,
	definition: FormDefinition,
): boolean =>
	last !== undefined && weakenings(JSON.parse(last.definition) as FormDefinition, definition).length > 0

export function createFormRepository(
	store: Store,
	startedFor: readonly Deployment[] = [],
	clock = () => performance.now(),
): FormRepository {
	/** Cached forms, also while they load: concurrent requests load once. */
	const shelf = new Map<string, { form: Promise<CompiledForm | null>; until: number }>()
	const asPublished = (row: Awaited<ReturnType<typeof listForms>>[number]): PublishedForm => ({
		...row,
		definition: JSON.parse(row.definition) as FormDefinition,
	})
	const load = async (id: string, version: number): Promise<CompiledForm | null> => {
		const row = await findForm(store.reading, id, version)
		const compiled = row ? compileForm(asPublished(row).definition, boundedFunctions) : null
		return compiled && 'form' in compiled ? compiled.form : null
	}

	/** Deployments by version; they never change. */
	const belongings = new Map<string, readonly Deployment[]>()
	const belonging = async (id: string, version: number): Promise<readonly Deployment[] | undefined> => {
		const key = `${id}@${version}`
		const known = belongings.get(key)
		if (known) return known
		const row = await findForm(store.reading, id, version)
		const found = row && listFormDeployments(asPublished(row).definition)
		if (found) belongings.set(key, found)
		return found
	}
	/** @throws Problem `form-belongs-to-other-deployment` if the form, or its version before, belongs to another server */
	async function demandHere(definition: FormDefinition, served: readonly Deployment[]): Promise<void> {
		const last = await newestForm(store.reading, definition.id)
		const before = last && (await belonging(definition.id, last.version))
		const isMoved = before && before.join() !== listFormDeployments(definition).join()
		if (isMoved || !isFormServed(definition, served)) throw new Problem('form-belongs-to-other-deployment')
	}

	const forgetUnknown = () => {
		for (const [key, { until }] of shelf) if (until < Number.POSITIVE_INFINITY) shelf.delete(key)
	}

	return {
		compiled(id, version) {
			const key = `${id}@${version}`
			const known = shelf.get(key)
			if (known && clock() < known.until) return known.form
			if (shelf.size >= maxCachedForms) forgetUnknown()
			const entry = { form: load(id, version), until: Number.POSITIVE_INFINITY }
			shelf.set(key, entry)
			entry.form.then(
				(form) => {
					if (!form) entry.until = clock() + unknownForMs
				},
				() => {
					entry.until = 0
				},
			)
			return entry.form
		},
		async current() {
			const newest = new Map((await listForms(store.reading)).map((row) => [row.id, row]))
			return [...newest.values()].map(asPublished)
		},
		async readers(id) {
			const row = await newestForm(store.reading, id)
			return row ? ((JSON.parse(row.definition) as FormDefinition).readers ?? null) : null
		},
		async fillers(id, version) {
			const form = await this.compiled(id, version)
			if (form) return form.definition.filledBy
			const row = await newestForm(store.reading, id)
			return row ? (JSON.parse(row.definition) as FormDefinition).filledBy : undefined
		},
		async serves() {
			const closed = await closedForms(store.reading)
			const served = new Set<Deployment>(startedFor)
			for (const { id, version } of await newestVersions(store.reading))
				if (closed.get(id)?.state !== 'retired')
					for (const work of (await belonging(id, version)) ?? []) served.add(work)
			return deployments.filter((work) => served.has(work))
		},
		async versions(id) {
			return (await listForms(store.reading, id)).map(asPublished)
		},
		async publish(definition, { by, now, through = store, proposing = store, assigned = null }) {
			if (by !== null) await demandHere(definition, await this.serves())
			const hash = shortDigest(textOfForm(definition))
			const isWeaker = isWeakerThan(await newestForm(store.changing, definition.id), definition)
			const version = await (isWeaker ? proposing : through).write(async (session) => {
				const last = await newestForm(session, definition.id)
				if (last?.hash === hash) return last.version
				if (last && by === null && last.published_by !== null) return last.version
				// Another version was published since the check above.
				if (isWeakerThan(last, definition) !== isWeaker) throw new Problem('form-proposal-changed')
				if (!last && assigned && by !== null)
					await setFormAssignment(session, assigned, {
						project: store.project,
						id: definition.id,
						since: now,
						set_by: by,
					})
				if (!last || !isWeaker) return addVersion(session, { definition, by, now, approval: null })
				await proposeVersion(session, { definition, by, now, base: last.version })
				return null
			})
			if (version !== null) this.forget(definition.id, version)
			return version
		},
		forget(id, version) {
			shelf.delete(`${id}@${version}`)
		},
		closed: (session) => closedForms(session),
		announceReassigned: (session, records) => announceFormsOfReassigned(session, records),
		setState: (id, state, { by, now, through = store }) =>
			through.write(async (session) => {
				const last = await newestForm(session, id)
				if (!last) throw new Problem('not-found')
				const before = (await closedForms(session)).get(id)
				// From paused to retired, the form was closed all the time.
				const since = state !== 'open' && before ? before.since : now
				await setFormState(session, { project: store.project, id, state, since, set_by: by })
				const definition: unknown = JSON.parse(last.definition)
				await putForm(session, {
					id,
					version: last.version,
					isCurrent: true,
					state,
					definition,
				})
			}),
	}
}
