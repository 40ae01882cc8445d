import type { CompiledForm } from '#shared/forms/compile-form'
import type { FormAssignment } from '#shared/forms/form-assignment'
import type { FormAvailability, FormDefinition } from '#shared/forms/form-definition'
import { weakenings } from '#shared/forms/weakened-sealing'
import { shortDigest } from '#shared/kernel/digest'
import { Problem } from '#shared/kernel/problem'
import type { Role } from '#shared/people/roles'
import type { Deployment } from '#shared/study/deployments'
import {
	closedForms,
	listForms,
	newestForm,
	setFormAssignment,
	setFormState,
} from '../storage/records/forms.ts'
import type { Store, WriteSession } from '../storage/store.ts'
import { addVersion, putForm, textOfForm } from './add-version.ts'
import { announceFormsOfReassigned, type ReassignedRecord } from './assign-form.ts'
import { CompiledForms } from './compiled-forms.ts'
import { FormDeployments } from './form-deployments.ts'
import { proposeVersion } from './form-proposals.ts'

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
	const compiledForms = new CompiledForms(store, clock)
	const formDeployments = new FormDeployments(store, startedFor)
	return {
		compiled: (id, version) => compiledForms.find(id, version),
		async current() {
			const newest = new Map((await listForms(store.reading)).map((row) => [row.id, row]))
			return [...newest.values()].map(asPublished)
		},
		async readers(id) {
			const row = await newestForm(store.reading, id)
			return row ? ((JSON.parse(row.definition) as FormDefinition).readers ?? null) : null
		},
		async fillers(id, version) {
			const form = await compiledForms.find(id, version)
			if (form) return form.definition.filledBy
			const row = await newestForm(store.reading, id)
			return row ? (JSON.parse(row.definition) as FormDefinition).filledBy : undefined
		},
		serves: () => formDeployments.served(),
		async versions(id) {
			return (await listForms(store.reading, id)).map(asPublished)
		},
		async publish(definition, change) {
			if (change.by !== null) await formDeployments.demandServed(definition)
			const version = await publishForm(store, definition, change)
			if (version !== null) compiledForms.forget(definition.id, version)
			return version
		},
		forget: (id, version) => compiledForms.forget(id, version),
		closed: (session) => closedForms(session),
		announceReassigned: (session, records) => announceFormsOfReassigned(session, records),
		setState: (id, state, change) => setFormAvailability(store, id, state, change),
	}
}

const asPublished = (row: Awaited<ReturnType<typeof listForms>>[number]): PublishedForm => ({
	...row,
	definition: JSON.parse(row.definition) as FormDefinition,
})

/** Publishes or proposes a definition; see `publish` of the repository. */
async function publishForm(
	store: Store,
	definition: FormDefinition,
	{ by, now, through = store, proposing = store, assigned = null }: FormChange<string | null>,
): Promise<number | null> {
	const hash = shortDigest(textOfForm(definition))
	const isWeaker = isWeakerThan(await newestForm(store.changing, definition.id), definition)
	return (isWeaker ? proposing : through).write(async (session) => {
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
}

async function setFormAvailability(
	store: Store,
	id: string,
	state: FormAvailability,
	{ by, now, through = store }: FormChange<string>,
): Promise<void> {
	await through.write(async (session) => {
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
	})
}
