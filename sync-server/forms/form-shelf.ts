import { type CompiledForm, compileForm } from '#shared/forms/compile-form'
import type { FormDefinition } from '#shared/forms/form-definition'
import { canonicalJson, type Json } from '#shared/kernel/canonical-json'
import { shortDigest } from '#shared/kernel/digest'
import type { FormDocument } from '#shared/sync/messages'
import type { Store } from '../storage/store.ts'

export interface PublishedForm {
	readonly id: string
	readonly version: number
	readonly definition: FormDefinition
	readonly published: string
}

/** The forms of a project, every version ever published, ready to run. */
export interface FormShelf {
	/** Null when the version is unknown here. */
	compiled(id: string, version: number): Promise<CompiledForm | null>
	/** Newest version of each form. */
	current(): Promise<PublishedForm[]>
	/** All versions of one form, oldest first. */
	versions(id: string): Promise<PublishedForm[]>
	/** Publishes if it differs from the newest version; gives the version it stands as. */
	publish(definition: FormDefinition, by: string | null, now: string): Promise<number>
}

export function formShelf(store: Store): FormShelf {
	const shelf = new Map<string, CompiledForm>()
	const rows = () =>
		store.reading
			.selectFrom('form_version')
			.select(['id', 'version', 'definition', 'published'])
			.where('project', '=', store.project)
			.orderBy('id')
			.orderBy('version')
	const asPublished = (row: {
		id: string
		version: number
		definition: string
		published: string
	}): PublishedForm => ({ ...row, definition: JSON.parse(row.definition) as FormDefinition })

	return {
		async compiled(id, version) {
			const key = `${id}@${version}`
			const known = shelf.get(key)
			if (known) return known
			const row = await rows().where('id', '=', id).where('version', '=', version).executeTakeFirst()
			const compiled = row ? compileForm(asPublished(row).definition) : null
			if (!compiled || 'faults' in compiled) return null
			shelf.set(key, compiled.form)
			return compiled.form
		},
		async current() {
			const newest = new Map((await rows().execute()).map((row) => [row.id, row]))
			return [...newest.values()].map(asPublished)
		},
		async versions(id) {
			return (await rows().where('id', '=', id).execute()).map(asPublished)
		},
		publish: (definition, by, now) =>
			store.write(async (session) => {
				const { db } = session
				const text = canonicalJson(definition as unknown as Json)
				const hash = shortDigest(text)
				const last = await db
					.selectFrom('form_version')
					.select(['version', 'hash', 'definition'])
					.where('project', '=', store.project)
					.where('id', '=', definition.id)
					.orderBy('version', 'desc')
					.executeTakeFirst()
				if (last?.hash === hash) return last.version
				const version = (last?.version ?? 0) + 1
				await db
					.insertInto('form_version')
					.values({
						project: store.project,
						id: definition.id,
						version,
						hash,
						definition: text,
						published: now,
						published_by: by,
					})
					.execute()
				const tell = (of: number, isCurrent: boolean, body: unknown) => {
					const document: FormDocument = { id: definition.id, version: of, isCurrent, definition: body }
					const ref = `${definition.id}@${of}`
					return session.putDocument({ kind: 'form', ref, scope: 'all', body: document })
				}
				if (last) await tell(last.version, false, JSON.parse(last.definition))
				await tell(version, true, definition)
				return version
			}),
	}
}
