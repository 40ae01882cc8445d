import type { FormDefinition } from '#shared/forms/form-definition'
import { Problem } from '#shared/kernel/problem'
import { type Deployment, deployments, isFormServed, listFormDeployments } from '#shared/study/deployments'
import { closedForms, findForm, newestForm, newestVersions } from '../storage/records/forms.ts'
import type { Store } from '../storage/store.ts'

/** The deployments that a server has, by its start and by its forms. */
export class FormDeployments {
	readonly #store: Pick<Store, 'reading'>
	readonly #startedFor: readonly Deployment[]
	/** Deployments by version; they never change. */
	readonly #byVersion = new Map<string, readonly Deployment[]>()

	constructor(store: Pick<Store, 'reading'>, startedFor: readonly Deployment[]) {
		this.#store = store
		this.#startedFor = startedFor
	}

	/** Returns those that the server was started for, and those of its forms that are not retired. */
	async served(): Promise<Deployment[]> {
		const closed = await closedForms(this.#store.reading)
		const served = new Set<Deployment>(this.#startedFor)
		for (const { id, version } of await newestVersions(this.#store.reading))
			if (closed.get(id)?.state !== 'retired')
				for (const deployment of (await this.#ofVersion(id, version)) ?? []) served.add(deployment)
		return deployments.filter((deployment) => served.has(deployment))
	}

	/** @throws Problem `form-belongs-to-other-deployment` if the form, or its version before, belongs to another server */
	async demandServed(definition: FormDefinition): Promise<void> {
		const served = await this.served()
		const last = await newestForm(this.#store.reading, definition.id)
		const before = last && (await this.#ofVersion(definition.id, last.version))
		const isMoved = before && before.join() !== listFormDeployments(definition).join()
		if (isMoved || !isFormServed(definition, served)) throw new Problem('form-belongs-to-other-deployment')
	}

	async #ofVersion(id: string, version: number): Promise<readonly Deployment[] | undefined> {
		const key = `${id}@${version}`
		const known = this.#byVersion.get(key)
		if (known) return known
		const row = await findForm(this.#store.reading, id, version)
		const found = row && listFormDeployments(JSON.parse(row.definition) as FormDefinition)
		if (found) this.#byVersion.set(key, found)
		return found
	}
}
