import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import * as z from 'zod/mini'
import { utf8 } from '#shared/kernel/bytes'
import { roleKeyDocumentSchema } from '#shared/people/role-keys'
import { backChecksDocumentSchema } from '#shared/quality/back-check-assignment'
import { revisionSchema } from '#shared/revisions/revision'
import { sampleDocumentSchema } from '#shared/sample/sample'
import { fieldContactsDocumentSchema } from '#shared/study/field-contacts'
import { messageDocumentSchema } from '#shared/study/message'
import { studySchema } from '#shared/study/study'
import fc from '#shared/testing/fast-check'
import { frameTypes, readBundle, writeBundle } from './bundle.ts'
import {
	documentSchema,
	enrolReplySchema,
	enrolRequestSchema,
	formDocumentSchema,
	personDocumentSchema,
	replyHeaderSchema,
	requestHeaderSchema,
} from './messages.ts'
import { type AttachmentFacts, nextAttachment } from './next-attachment.ts'
import { nextStep, type SyncFacts } from './next-step.ts'
import { limits, protocolVersion } from './protocol.ts'
import { replaceRequestSchema } from './replacement-messages.ts'
import { revisionFrame } from './revision-frame.ts'

test('the wire format changes only together with protocolVersion', () => {
	const shapes = [
		revisionSchema,
		requestHeaderSchema,
		replyHeaderSchema,
		documentSchema,
		personDocumentSchema,
		formDocumentSchema,
		enrolRequestSchema,
		enrolReplySchema,
		replaceRequestSchema,
		studySchema,
		fieldContactsDocumentSchema,
		roleKeyDocumentSchema,
		sampleDocumentSchema,
		backChecksDocumentSchema,
		messageDocumentSchema,
	].map((schema) => z.toJSONSchema(schema, { unrepresentable: 'any' }))
	const fingerprint = createHash('sha256')
		.update(JSON.stringify([shapes, frameTypes]))
		// the layout: a bundle of a revision's frame, to the byte
		.update(writeBundle([revisionFrame('A'.repeat(32), utf8('deflated'))]))
		.digest('hex')
		.slice(0, 12)
	// Changed on purpose? Raise protocolVersion, add a line to its history, and write both new values here.
	expect({ protocolVersion, fingerprint }).toEqual({ protocolVersion: 13, fingerprint: 'aa83d6df5e47' })
})

describe('a bundle', () => {
	const frames = fc.array(
		fc.record({ type: fc.integer({ min: 0, max: 254 }), bytes: fc.uint8Array({ maxLength: 50 }) }),
		{ maxLength: 6 },
	)
	test('survives serialization', () => {
		fc.assert(
			fc.property(frames, (written) => {
				const read = readBundle(writeBundle(written))
				expect(read?.isComplete).toBe(true)
				expect(read?.frames.map(({ type, bytes }) => ({ type, bytes: [...bytes] }))).toEqual(
					written.map(({ type, bytes }) => ({ type, bytes: [...bytes] })),
				)
			}),
		)
	})
	test('cut off anywhere, gives its first frames and is marked incomplete', () => {
		fc.assert(
			fc.property(frames, fc.nat(400), (written, cut) => {
				const whole = writeBundle(written)
				const part = whole.subarray(0, Math.min(cut, whole.length - 1))
				const read = readBundle(part)
				if (part.length < 6) {
					expect(read).toBeNull()
					return
				}
				expect(read?.isComplete).toBe(false)
				expect(read?.frames.length).toBeLessThanOrEqual(written.length)
				for (const [i, frame] of (read?.frames ?? []).entries())
					expect([...frame.bytes]).toEqual([...(written[i]?.bytes ?? [])])
			}),
		)
	})
	test('with one flipped bit, is never taken for complete', () => {
		const whole = writeBundle([{ type: 3, bytes: utf8('answers') }])
		for (let at = 6; at < whole.length; at++) {
			const changed = whole.slice()
			changed[at] = (changed[at] ?? 0) ^ 1
			expect(readBundle(changed)?.isComplete ?? false, `byte ${at}`).toBe(false)
		}
	})
	test('with more frames than allowed, gives the first ones', () => {
		const many = writeBundle(Array.from({ length: limits.frames + 5 }, () => ({ type: 9, bytes: utf8('') })))
		expect(readBundle(many)?.frames).toHaveLength(limits.frames)
		expect(readBundle(many)?.isComplete).toBe(false)
	})
	test('any bytes are read without a crash', () => {
		fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void readBundle(bytes)))
		expect(readBundle(utf8('<!doctype html><title>Log in</title>'))).toBeNull()
	})
})

describe('what the sync loop does next', () => {
	const quiet: SyncFacts = {
		now: 1_000_000,
		online: true,
		isUnlocked: true,
		waiting: 0,
		lastSavedAt: 0,
		lastDoneAt: 990_000,
		more: false,
		isRequested: false,
		failure: null,
		jitter: 0,
	}
	const step = (facts: Partial<SyncFacts>) => nextStep({ ...quiet, ...facts })
	const waits = (until: number | null) => ({ step: 'wait', until })

	test('[NS6] locked: sealed work is sent, and news is not fetched', () => {
		const isUnlocked = false
		expect(step({ isUnlocked, lastDoneAt: 0 })).toEqual(waits(null))
		expect(step({ isUnlocked, now: 9_000_000 })).toEqual(waits(null))
		expect(step({ isUnlocked, waiting: 1, lastSavedAt: 995_000 })).toEqual({ step: 'sync' })
		expect(step({ isUnlocked, waiting: 1, lastSavedAt: 980_000 })).toEqual(waits(1_290_000))
		expect(step({ isUnlocked, waiting: 1, lastSavedAt: 995_000, online: false })).toEqual(waits(null))
	})
	test('[NS1] offline: nothing until the network is back', () => {
		expect(step({ online: false, waiting: 3, lastSavedAt: 999_000 })).toEqual(waits(null))
	})
	test('[NS1] the button tries even when the browser reports no network', () => {
		expect(step({ online: false, isRequested: true })).toEqual({ step: 'sync' })
	})
	test('[NS2] after a failure 5 seconds, then twice as long, at most a quarter of an hour', () => {
		const failed = (tries: number) => ({
			failure: { at: 1_000_000, tries, recovery: 'retry-later' as const },
		})
		expect(step(failed(1))).toEqual(waits(1_005_000))
		expect(step(failed(3))).toEqual(waits(1_020_000))
		expect(step(failed(30))).toEqual(waits(1_900_000))
		expect(step({ ...failed(1), now: 1_005_000 })).toEqual({ step: 'sync' })
		expect(step({ ...failed(1), jitter: 1 })).toEqual(waits(1_007_500))
	})
	test('[NS3] after a failure that retries do not solve, only the user restarts it', () => {
		const failure = { at: 0, tries: 1, recovery: 'ask-coordinator' as const }
		expect(step({ failure, waiting: 3, lastSavedAt: 999_000 })).toEqual(waits(null))
		expect(step({ failure, isRequested: true })).toEqual({ step: 'sync' })
	})
	test('[NS4] new work is sent at once; without any, news is fetched every five minutes', () => {
		expect(step({ waiting: 1, lastSavedAt: 995_000 })).toEqual({ step: 'sync' })
		expect(step({})).toEqual(waits(1_290_000))
		expect(step({ now: 1_290_000 })).toEqual({ step: 'sync' })
		expect(step({ lastDoneAt: 0 })).toEqual({ step: 'sync' })
		expect(step({ more: true })).toEqual({ step: 'sync' })
	})
	test('[NS5] a clock that was years ahead at the last sync, or at a failure, and is right again, delays nothing', () => {
		expect(step({ lastDoneAt: 9_000_000_000, waiting: 1, lastSavedAt: 999_000 })).toEqual({ step: 'sync' })
		const failure = { at: 9_000_000_000, tries: 8, recovery: 'retry-later' as const }
		expect(step({ failure })).toEqual({ step: 'sync' })
	})
	test('[NS4] work that the server refused is not sent in a loop', () => {
		expect(step({ waiting: 1, lastSavedAt: 980_000 })).toEqual(waits(1_290_000))
	})
})

describe('which attachment is sent next', () => {
	const waiting = (name: string, size: number, failures = 0, isRequested = false) => ({
		name,
		size,
		failures,
		isRequested,
	})
	const three = [waiting('large', 900), waiting('small', 100), waiting('failed', 5, 1)]
	const next = (facts: Partial<AttachmentFacts>) =>
		nextAttachment({
			hasUnsentRecords: false,
			network: 'mobile',
			isWifiOnly: false,
			waiting: three,
			...facts,
		})
	const waits = (why: string) => ({ step: 'wait', why })

	test('[A1] none while records are being sent', () => {
		expect(next({ hasUnsentRecords: true })).toEqual(waits('records'))
	})
	test('[A2] with Wi-Fi only, other networks carry only requested attachments', () => {
		const onlyByWifi = true
		expect(next({ isWifiOnly: onlyByWifi, network: 'wifi' })).toEqual({ step: 'send', name: 'small' })
		expect(next({ isWifiOnly: onlyByWifi, network: 'mobile' })).toEqual(waits('wifi'))
		expect(next({ isWifiOnly: onlyByWifi, network: 'unknown' })).toEqual(waits('asking'))
		const withRequested = [...three, waiting('asked', 5000, 0, true)]
		expect(next({ isWifiOnly: onlyByWifi, waiting: withRequested })).toEqual({ step: 'send', name: 'asked' })
		expect(next({ isWifiOnly: onlyByWifi, waiting: [] })).toEqual(waits('nothing'))
	})
	test('[A3] the smallest first, and failed ones after the others', () => {
		expect(next({})).toEqual({ step: 'send', name: 'small' })
		expect(next({ waiting: [three[0], three[2]].flatMap((each) => each ?? []) })).toEqual({
			step: 'send',
			name: 'large',
		})
	})
})
