import { approvalToSign, definitionDigest, type FormApproval } from '#shared/forms/form-approval'
import type { FormDefinition } from '#shared/forms/form-definition'
import { toBase64url } from '#shared/kernel/bytes'
import { canonicalJson, type Json } from '#shared/kernel/canonical-json'
import type { FormDocument } from '#shared/sync/messages'
import { approvalsOf } from '../storage/records/forms.ts'
import type { Store } from '../storage/store.ts'
import type { Signer } from './signer.ts'

interface StoredDocument {
	readonly kind: string
	readonly ref: string
	readonly body: unknown
}

/**
 * Returns a function that adds the signed approval to documents of form versions that weaken encryption. They
 * are signed when they are sent, so that a replaced signing key takes effect.
 */
export async function formApprovalsFor(
	{ reading, project }: Pick<Store, 'reading' | 'project'>,
	signer: Signer,
	documents: readonly StoredDocument[],
): Promise<<Document extends StoredDocument>(document: Document) => Document> {
	const forms = documents.flatMap(({ kind, body }) => (kind === 'form' ? [body as FormDocument] : []))
	const approvals = await approvalsOf(reading, forms)
	return (document) => {
		const found = document.kind === 'form' ? approvals.get(document.ref) : undefined
		if (!found) return document
		const { id, version, definition } = document.body as FormDocument
		const approval: FormApproval = {
			v: 1,
			project,
			form: id,
			version,
			definition: definitionDigest(definition as FormDefinition),
			by: JSON.parse(found.approval) as FormApproval['by'],
			at: found.published,
		}
		const statement = canonicalJson(approval as unknown as Json)
		const signature = toBase64url(signer.sign(approvalToSign(statement)))
		return { ...document, body: { ...(document.body as FormDocument), approval: { statement, signature } } }
	}
}
