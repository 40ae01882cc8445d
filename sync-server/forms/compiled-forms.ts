import { type CompiledForm, compileForm } from '#shared/forms/compile-form'
import type { FormDefinition } from '#shared/forms/form-definition'
import { findForm } from '../storage/records/forms.ts'
import type { Store } from '../storage/store.ts'
import { boundedFunctions } from './safe-functions.ts'

/** Time for which an unknown version is cached: another process may publish it. */
const unknownForMs = 2000
/** Maximum cache entries: a phone can name any form, and unknown ones must not fill the memory. */
const maxCachedForms = 1000

/** Cache of compiled versions of forms. */
export class CompiledForms {
	readonly #store: Pick<Store, 'reading'>
	readonly #clock: () => number
	/** Cached forms, also while they load: concurrent requests load once. */
	readonly #cache = new Map<string, { form: Promise<CompiledForm | null>; until: number }>()

	/** `clock`: monotonic time in ms. */
	constructor(store: Pick<Store, 'reading'>, clock: () => number) {
		this.#store = store
		this.#clock = clock
	}

	/** Null if the version is unknown here. */
	find(id: string, version: number): Promise<CompiledForm | null> {
		const key = `${id}@${version}`
		const known = this.#cache.get(key)
		if (known && this.#clock() < known.until) return known.form
		if (this.#cache.size >= maxCachedForms) this.#forgetUnknown()
		const entry = { form: this.#load(id, version), until: Number.POSITIVE_INFINITY }
		this.#cache.set(key, entry)
		entry.form.then(
			(form) => {
				if (!form) entry.until = this.#clock() + unknownForMs
			},
			() => {
				entry.until = 0
			},
		)
		return entry.form
	}

	forget(id: string, version: number): void {
		this.#cache.delete(`${id}@${version}`)
	}

	async #load(id: string, version: number): Promise<CompiledForm | null> {
		const row = await findForm(this.#store.reading, id, version)
		const compiled = row ? compileForm(JSON.parse(row.definition) as FormDefinition, boundedFunctions) : null
		return compiled && 'form' in compiled ? compiled.form : null
	}

	#forgetUnknown(): void {
		for (const [key, { until }] of this.#cache) if (until < Number.POSITIVE_INFINITY) this.#cache.delete(key)
	}
}
