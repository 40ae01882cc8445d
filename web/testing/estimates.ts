import type {
	AnswersResponse,
	ChangeResponse,
	ComparedEstimate,
	EstimatesResponse,
	PublishedEstimate,
} from '#shared/results/estimates-response'
import type { MaterialCount, MaterialResponse } from '#shared/results/material'

/* Estimates as replies of the server, for the results pages. */

/** 54.8% (50% to 60%) of 400 interviews. */
export const estimate = (over: Partial<PublishedEstimate> = {}): PublishedEstimate => ({
	n: 400,
	clusters: 20,
	value: 0.548,
	suppression: null,
	interval: { low: 0.5, high: 0.6 },
	se: 0.025,
	df: 17,
	deff: 1.256,
	deffIs: 'own',
	isWide: false,
	isMerged: false,
	...over,
})

const suppressed: Partial<PublishedEstimate> = { value: null, interval: null, se: null, deff: null }
export const tooFew: PublishedEstimate = estimate({ ...suppressed, suppression: 'too-few', n: 12 })
export const notRelevant: PublishedEstimate = estimate({
	...suppressed,
	suppression: 'not-asked',
	n: null,
	clusters: null,
})
export const withheld: PublishedEstimate = estimate({ ...suppressed, suppression: 'withheld', n: 40 })

export const label = (en: string) => ({ en, ur: `${en} اردو` })
type Indicator = EstimatesResponse['indicators'][number]
export const indicator = (id: string, over: Partial<Indicator> = {}): Indicator => ({
	id,
	version: 1,
	label: label(`Name of ${id}`),
	kind: 'share',
	whole: estimate(),
	groups: [],
	...over,
})

/** Estimates of a round with weights. Labels are empty as for districts of the study unless given. */
export const estimates = (over: Partial<EstimatesResponse> = {}): EstimatesResponse => ({
	at: '2026-01-15T05:00:00.000Z',
	demonstration: false,
	interviews: 1200,
	withoutCluster: 0,
	weights: { version: 'average-of-the-districts', set: 3, without: 0 },
	groups: [],
	indicators: [indicator('H1')],
	lessDecoy: null,
	faults: [],
	...over,
})

/** Answers to one question: 54.8% said yes, the others no. */
export const answersTo = (over: Partial<AnswersResponse> = {}): AnswersResponse => ({
	at: '2026-01-15T05:00:00.000Z',
	demonstration: false,
	interviews: 1200,
	withoutCluster: 0,
	weights: { version: 'average-of-the-districts', set: 3, without: 0 },
	groups: [],
	indicators: [
		indicator('yes', { label: label('Yes') }),
		indicator('no', { label: label('No'), whole: estimate({ value: 0.452 }) }),
	],
	faults: [],
	question: 'heard',
	questions: [
		{ name: 'heard', label: label('Have you heard of it?') },
		{ name: 'age', label: {} },
	],
	...over,
})

/** From 50% to 60%: a change of 10 points. */
export const comparison = (over: Partial<ComparedEstimate> = {}): ComparedEstimate => ({
	from: estimate({ value: 0.5 }),
	to: estimate({ value: 0.6 }),
	value: 0.1,
	interval: { low: 0.04, high: 0.16 },
	se: 0.03,
	p: 0.001,
	adjustedP: 0.004,
	verdict: 'change',
	...over,
})

type Compare = ChangeResponse['indicators'][number]
export const comparedIndicator = (id: string, over: Partial<Compare> = {}): Compare => ({
	id,
	version: 1,
	label: label(`Name of ${id}`),
	kind: 'share',
	whole: comparison(),
	groups: [],
	family: 'headline',
	comparisons: 30,
	...over,
})

export const comparisons = (over: Partial<ChangeResponse> = {}): ChangeResponse => ({
	at: '2026-01-15T05:00:00.000Z',
	demonstration: false,
	interviews: { from: 1000, to: 1200 },
	weights: { version: 'average-of-the-districts', sets: { from: 2, to: 3 } },
	groups: [],
	indicators: [comparedIndicator('H1')],
	faults: [],
	questions: [],
	test: null,
	...over,
})

export const materialCount = (over: Partial<MaterialCount> = {}): MaterialCount => ({
	entries: 1,
	copies: 0,
	reached: 0,
	times: 0,
	...over,
})

export const materialLog = (over: Partial<MaterialResponse> = {}): MaterialResponse => ({
	at: '2026-01-15T05:00:00.000Z',
	demonstration: false,
	totals: {},
	displayedCopies: 0,
	districts: [],
	weeks: [],
	photos: [],
	...over,
})
