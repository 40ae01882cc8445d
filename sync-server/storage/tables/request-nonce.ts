import { defineTable } from './define-table.ts'

interface RequestNonceRow {
	device: string
	nonce: string
	at: number
}

/** Nonces of requests that are recent enough to be accepted: each is accepted once. `at`: ms since 1970. */
export const request_nonce = defineTable<RequestNonceRow>()({
	kind: 'temporary',
	rights: { adds: true, removes: true },
	backup: null,
})
