import { frameTypes, readBundle } from '#shared/sync/bundle'
import { isAtServer } from '#shared/sync/messages'
import { bundlesIn, parseOfflineBundleHeader, receiptToSign } from '#shared/sync/offline-bundle'
import { enrolmentOf, type VaultSession } from '../storage/enrolment/enrolments.ts'
import { applyReceipt } from '../storage/outbox/apply-receipt.ts'
import { isSignedBy } from '../storage/vault/vault.ts'
import { withTrustedKeys } from './trusted-keys.ts'

/**
 * Result of importing a receipt: the number of this phone's revisions that it acknowledges, or why it was
 * rejected.
 */
export type ReceiptResult =
	| { readonly kind: 'taken'; readonly atServer: number }
	| { readonly kind: 'for-another' | 'not-signed' }

/**
 * Imports the server's receipt for an offline file. It counts like an acknowledgement, since only the server
 * can sign it.
 */
export async function importReceipt(vaultSession: VaultSession, file: Blob): Promise<ReceiptResult> {
	const { serverKey } = await enrolmentOf(vaultSession.device)
	let taken: ReceiptResult = { kind: 'not-signed' }
	for await (const { bundle } of bundlesIn(file)) {
		const found = parseOfflineBundleHeader(bundle)
		const [first, second] = readBundle(bundle)?.frames ?? []
		if (found?.kind !== 'receipt' || !first || second?.type !== frameTypes.signature || !serverKey) continue
		if (found.header.receipt !== vaultSession.device) {
			if (taken.kind !== 'taken') taken = { kind: 'for-another' }
			continue
		}
		// a server that has changed its keys announces them in the receipt
		const header = await withTrustedKeys(found.header, vaultSession.project, serverKey)
		const signer = header.serverKey ?? serverKey
		if (!(await isSignedBy(signer, receiptToSign(first.bytes), second.bytes.slice()))) continue
		await applyReceipt(vaultSession, header)
		const count = found.header.acks.filter(([, code]) => isAtServer(code)).length
		taken = { kind: 'taken', atServer: (taken.kind === 'taken' ? taken.atServer : 0) + count }
	}
	return taken
}
