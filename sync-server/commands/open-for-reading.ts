import { isHelplineOnly } from '#shared/study/deployments'
import type { Projection } from '../background/projection.ts'
import { createFormRepository } from '../forms/form-repository.ts'
import { listProjections } from '../http/create-projections.ts'
import { ForeignStoreError } from '../storage/foreign-store-error.ts'
import { inspectStore, type StoreOverview } from '../storage/open-store.ts'
import type { Store } from '../storage/store.ts'
import { createStudyRepository, findStudyDocument } from '../study/study-repository.ts'
import { type Command, demandStore, withStore } from './command.ts'

/** The store of a server that may be running, for commands that only read. */
export interface ReadableStore {
	readonly store: Store
	/** None before the first start of the server. */
	readonly projections: readonly Projection[]
}

/**
 * Reads from the store without migrating it: while the tables are not those of this program, `read` gets null.
 *
 * @throws ForeignStoreError, CommandError if there is no store
 */
export async function readStore<Found>(
	command: Command,
	read: (readable: ReadableStore | null, overview: StoreOverview) => Promise<Found>,
): Promise<Found> {
	demandStore(command)
	const overview = await inspectStore(command.engine())
	const { migrations, project } = overview
	if (project !== null && project !== command.project)
		throw new ForeignStoreError(command.project, project, false)
	if (migrations.pending.length > 0 || migrations.isNewer || project === null) return read(null, overview)
	return withStore(command, command.engine(), async (store) =>
		read({ store, projections: await projectionsOf(command, store) }, overview),
	)
}

async function projectionsOf({ settings, print }: Command, store: Store): Promise<readonly Projection[]> {
	const planned = await findStudyDocument(store)
	if (!planned) return []
	const forms = createFormRepository(store, settings.parsed.DEPLOYMENTS.serves)
	const study = createStudyRepository(store, planned, isHelplineOnly(await forms.serves()))
	return listProjections({ store, forms, study, onFailure: print }).projections
}
