import { expect, test } from 'vitest'
import type { PublishedEstimate } from '#shared/results/estimates-response'
import { formatDifferenceSuppression, formatPerCapitaShort } from './format-estimate.ts'

test('a tile has room for four letters of a dose', () => {
	const texts = [null, 0, 0.0004, 0.021, 1.26, 32.4].map((dose) => formatPerCapitaShort('en', dose))
	expect(texts).toEqual(['', '0', '0.00', '0.02', '1.3', '32'])
})
test('of a difference is told that there are too few where either side has, else that it is withheld', () => {
	const t = ((key: string) => key) as Parameters<typeof formatDifferenceSuppression>[0]
	const suppressionText = (from: PublishedEstimate['notTold'], to: PublishedEstimate['notTold']) =>
		formatDifferenceSuppression(t, {
			from: { notTold: from } as PublishedEstimate,
			to: { notTold: to } as PublishedEstimate,
		})
	expect([
		suppressionText('too-few', 'withheld'),
		suppressionText('withheld', null),
		suppressionText(null, 'withheld'),
		suppressionText(null, null),
	]).toEqual([
		...[
			'results.suppressedFew',
			'results.suppressedSecondary',
			'results.suppressedSecondary',
			'results.suppressedFew',
		],
	])
})
