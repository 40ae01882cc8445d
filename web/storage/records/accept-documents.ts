import { approvalToSign, readApproval } from '#shared/forms/form-approval'
import type { FormDefinition } from '#shared/forms/form-definition'
import { fromBase64url } from '#shared/kernel/bytes'
import { type RoleKeyDocument, roleKeyDocumentSchema, roleKeyToSign, spkiOf } from '#shared/people/role-keys'
import { isSealingRole, type SealingRole } from '#shared/people/roles'
import { type FormDocument, formDocumentSchema } from '#shared/sync/messages'
import { database } from '../database/database.ts'
import type { VaultSession } from '../enrolment/enrolments.ts'
import { isSignedBy } from '../vault/vault.ts'
import { openDocument } from './documents.ts'
import type { IncomingDocument } from './seal-document.ts'

/*
 * Accepts documents from the server without a check, except two kinds that decide who can read what is
 * entered here: a form version that seals less than a version this phone has, and a new key of a role. Both
 * need proof that the phone can verify.
 */

/** A rejected document, or a new key that was accepted. The user sees both. */
export type SecurityEvent =
	| { readonly kind: 'refused-form'; readonly form: string; readonly version: number }
	| { readonly kind: 'refused-key'; readonly role: SealingRole }
	| { readonly kind: 'new-key'; readonly role: SealingRole; readonly publicKey: string }

export interface Accepted {
	readonly documents: readonly IncomingDocument[]
	readonly events: readonly SecurityEvent[]
}

/** @param serverKeys Public keys of the server that this phone trusts for signatures. */
export async function acceptDocuments(
	vaultSession: VaultSession,
	documents: readonly IncomingDocument[],
	serverKeys: readonly string[],
): Promise<Accepted> {
	const accepted: IncomingDocument[] = []
	const events: SecurityEvent[] = []
	/**
	 * Form versions by form id, including those accepted earlier in this reply, so that later versions are
	 * compared with them.
	 */
	const forms = new Map<string, FormDocument[]>()
	for (const document of documents) {
		const event =
			document.kind === 'form'
				? await refusedForm(vaultSession, document, forms, serverKeys)
				: document.kind === 'role-key'
					? await changedKey(vaultSession, document)
					: null
		if (event) events.push(event)
		if (event === null || event.kind === 'new-key') accepted.push(document)
	}
	return { documents: accepted, events }
}

async function refusedForm(
	vaultSession: VaultSession,
	document: IncomingDocument,
	forms: Map<string, FormDocument[]>,
	serverKeys: readonly string[],
): Promise<SecurityEvent | null> {
	const { data: form } = formDocumentSchema.safeParse(document.body)
	if (!form) return null
	const known = forms.get(form.id) ?? (await formsOnPhone(vaultSession, form.id))
	forms.set(form.id, known)
	// a resent version is compared with the stored one: a version is immutable
	const before = known
		.filter(({ version }) => version <= form.version)
		.sort((a, b) => b.version - a.version)[0]
	const isWeaker = before !== undefined && (await isWeakened(before.definition, form.definition))
	if (isWeaker && !(await isApproved(vaultSession, form, serverKeys)))
		return { kind: 'refused-form', form: form.id, version: form.version }
	known.push(form)
	return null
}

/**
 * True if the new version seals less. A definition that this app cannot compare (from a newer server) counts
 * as weaker: it needs an approval, and the previous version stays in use.
 */
async function isWeakened(before: unknown, after: unknown): Promise<boolean> {
	// loaded on demand: a new phone has no version to compare with
	const { weakenings } = await import('#shared/forms/weakened-sealing')
	try {
		return weakenings(before as FormDefinition, after as FormDefinition).length > 0
	} catch {
		return true
	}
}

async function formsOnPhone(vaultSession: VaultSession, id: string): Promise<FormDocument[]> {
	const rows = await (await database()).documents
		.where({ device: vaultSession.device, kind: 'form' })
		.toArray()
	const own = rows.filter(({ ref }) => ref.startsWith(`${id}@`))
	const read = await Promise.all(own.map((row) => openDocument(vaultSession, row, formDocumentSchema)))
	return read.filter((form) => form !== undefined)
}

async function isApproved(
	{ project }: VaultSession,
	{ id, version, definition, approval }: FormDocument,
	serverKeys: readonly string[],
): Promise<boolean> {
	const about = { project, id, version, definition: definition as FormDefinition }
	if (!approval || !readApproval(approval.statement, about)) return false
	return isSignedByOne(serverKeys, approvalToSign(approval.statement), approval.signature)
}

async function isSignedByOne(
	keys: readonly string[],
	bytes: Uint8Array<ArrayBuffer>,
	signature: string,
): Promise<boolean> {
	for (const key of keys)
		if (await isSignedBy(key, bytes, fromBase64url(signature)).catch(() => false)) return true
	return false
}

async function changedKey(
	vaultSession: VaultSession,
	{ ref, body }: IncomingDocument,
): Promise<SecurityEvent | null> {
	const { data: next } = roleKeyDocumentSchema.safeParse(body)
	// the role for identifiers has its key on the server, not here
	if (!next || !isSealingRole(next.role)) return null
	const row = await (await database()).documents.get([vaultSession.device, 'role-key', ref])
	const before = row && (await openDocument(vaultSession, row, roleKeyDocumentSchema))
	if (!before || before.publicKey === next.publicKey) return null
	const { role } = next
	return (await followsFrom(vaultSession.project, before.publicKey, role, next))
		? { kind: 'new-key', role, publicKey: next.publicKey }
		: { kind: 'refused-key', role }
}

/** True if every key after the known one was signed by its predecessor or confirmed by people. */
async function followsFrom(
	project: string,
	known: string,
	role: SealingRole,
	{ publicKey, succession = [] }: RoleKeyDocument,
): Promise<boolean> {
	const at = succession.findIndex((step) => step.publicKey === known)
	if (at < 0 || succession.at(-1)?.publicKey !== publicKey) return false
	for (const [i, step] of succession.slice(at + 1).entries()) {
		if ((step.confirmedBy?.length ?? 0) > 0) continue
		const before = succession[at + i]?.publicKey ?? ''
		const toSign = roleKeyToSign({ project, role, before, publicKey: step.publicKey })
		if (step.signature === undefined) return false
		if (!(await isSignedByOne([spkiOf(before)], toSign, step.signature))) return false
	}
	return true
}
