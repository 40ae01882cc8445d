import { expect, test } from 'vitest'
import { maxBulkRecords } from '#shared/review/bulk-review'
import { inOneRequest } from './request-batches.ts'

test('short items are sent in batches, long ones alone, and each once', () => {
	const items = [...Array.from({ length: maxBulkRecords + 5 }, () => 'short'), 'x'.repeat(300_000), 'last']
	const steps: string[][] = []
	for (let at = 0; at < items.length; at += steps.at(-1)?.length ?? 1)
		steps.push(inOneRequest(items, at, (each) => each))
	expect(steps.map((step) => step.length)).toEqual([maxBulkRecords, 5, 1, 1])
	expect(steps.flat()).toEqual(items)
})
