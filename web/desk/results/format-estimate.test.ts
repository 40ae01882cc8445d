import { expect, test } from 'vitest'
import type { PublishedEstimate } from '#shared/results/estimates-response'
import { formatDifferenceSuppression, formatPerCapitaShort } from './format-estimate.ts'

test('a tile has space for four characters', () => {
	const texts = [null, 0, 0.0004, 0.021, 1.26, 32.4].map((dose) => formatPerCapitaShort('en', dose))
	expect(texts).toEqual(['', '0', '0.00', '0.02', '1.3', '32'])
})
test('a difference is “too few” if either side is, else “secondary”', () => {
	const t = ((key: string) => key) as Parameters<typeof formatDifferenceSuppression>[0]
	const suppressionText = (from: PublishedEstimate['suppression'], to: PublishedEstimate['suppression']) =>
		formatDifferenceSuppression(t, {
			from: { suppression: from } as PublishedEstimate,
			to: { suppression: to } as PublishedEstimate,
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
