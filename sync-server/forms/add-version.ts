import type { FormDefinition } from '#shared/forms/form-definition'
import { splitForm } from '#shared/forms/split-form'
import { canonicalJson, type Json } from '#shared/kernel/canonical-json'
import { shortDigest } from '#shared/kernel/digest'
import type { FormDocument } from '#shared/sync/messages'
import { replaceWaiting } from '../storage/log/form-proposals.ts'
import { closedForms, formPartsKnown, insertForm, newestForm } from '../storage/records/forms.ts'
import type { WriteSession } from '../storage/store.ts'
import { announceWithheldParts } from './assign-form.ts'

interface NewVersion {
	readonly definition: FormDefinition
	/** Publisher. Null if the form comes with the program. */
	readonly by: string | null
	/** ISO time */
	readonly now: string
	/** Approvals of weaker encryption or access than in the version before. Null if it is not weaker. */
	readonly approval: readonly { readonly role: string; readonly name: string }[] | null
}

export const textOfForm = (definition: FormDefinition): string => canonicalJson(definition as unknown as Json)

/**
 * Publishes a definition as the next version of its form, and sends it to the phones. Returns the version.
 */
export async function addVersion(
	session: WriteSession,
	{ definition, by, now, approval }: NewVersion,
): Promise<number> {
	const { id } = definition
	const text = textOfForm(definition)
	const last = await newestForm(session, id)
	const version = (last?.version ?? 0) + 1
	await insertForm(session, {
		project: session.project,
		id,
		version,
		hash: shortDigest(text),
		definition: text,
		published: now,
		published_by: by,
		approval: approval === null ? null : JSON.stringify(approval),
	})
	await replaceWaiting(session, id)
	const state = (await closedForms(session)).get(id)?.state ?? 'open'
	if (last) {
		const before: unknown = JSON.parse(last.definition)
		await putForm(session, { id, version: last.version, isCurrent: false, definition: before })
	}
	await putForm(session, { id, version, isCurrent: true, state, definition })
	return version
}

/**
 * Sends a version to the phones: first the parts that they lack, so that the form is complete when it
 * arrives.
 */
export async function putForm(session: WriteSession, document: FormDocument): Promise<void> {
	const { definition, parts, contents } = splitForm(document.definition as FormDefinition)
	const known = await formPartsKnown(session, [...contents.keys()])
	await announceWithheldParts(session, { id: document.id, parts: [...known] })
	for (const [ref, body] of contents)
		if (!known.has(ref)) await session.putDocument({ kind: 'form-part', ref, scope: 'all', body })
	await session.putDocument({
		kind: 'form',
		ref: `${document.id}@${document.version}`,
		scope: 'all',
		body: parts.length > 0 ? { ...document, definition, parts: [...parts] } : document,
	})
}
