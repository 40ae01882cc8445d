import { describe, expect, test } from 'vitest'
import { computeThemeAgreement } from './agreement.ts'
import {
	type CodedTranscript,
	quotesOf,
	type TranscriptListItem,
	themesBy,
	toTranscriptListItem,
} from './coded-transcripts.ts'
import { byKind, mentionedIn, newThemes } from './theme-counts.ts'

describe('inter-coder agreement', () => {
	// Cohen's own kind of table: 20 both, 5 and 10 one of them, 15 neither
	const passages = [
		...Array.from({ length: 20 }, () => ({ one: ['law'], other: ['law', 'help'] })),
		...Array.from({ length: 5 }, () => ({ one: ['law'], other: [] })),
		...Array.from({ length: 10 }, () => ({ one: [], other: ['law'] })),
		...Array.from({ length: 15 }, () => ({ one: [], other: [] })),
	]
	test('kappa is agreement beyond chance', () => {
		// 35 of 50 agree; by chance 0.5 × 0.6 + 0.5 × 0.4
		const found = computeThemeAgreement('law', passages)
		expect(found).toMatchObject({ both: 20, one: 5, other: 10, neither: 15, same: 0.7 })
		expect(found.kappa).toBeCloseTo(0.4, 12)
	})
	test('a code that one coder never uses is no better than chance, and one that neither uses gives no value', () => {
		expect(computeThemeAgreement('help', passages).kappa).toBe(0)
		expect(computeThemeAgreement('trust', passages)).toMatchObject({ same: 1, kappa: null })
		expect(computeThemeAgreement('law', [])).toMatchObject({ same: null, kappa: null })
	})
})

const listed = (
	id: string,
	startedAt: string,
	group: string | null,
	themes: readonly string[],
): TranscriptListItem => ({
	id,
	startedAt,
	form: 'f',
	formTitle: {},
	district: 'PK607',
	passages: 9,
	group: group === null ? null : { code: group, label: {} },
	coded: [
		{ by: 'field', passages: 1, themes: { [themes[0] ?? 'none']: 1 } },
		{ by: 'p1', passages: 2, themes: Object.fromEntries(themes.map((theme) => [theme, 1])) },
	],
})

describe('themes of transcripts', () => {
	const transcripts = [
		listed('c', '2026-01-03', 'men', ['law', 'help']),
		listed('a', '2026-01-01', 'men', ['law', 'trust']),
		listed('b', '2026-01-02', 'men', ['law']),
		listed('d', '2026-01-01', 'women', ['trust']),
		listed('e', '2026-01-01', null, []),
	]
	test('transcripts of a kind are grouped in order of their start, the largest kind first', () => {
		const kinds = byKind(transcripts).map(({ group, transcripts: its }) => [
			group?.code,
			its.map(({ id }) => id).join(''),
		])
		expect(kinds).toEqual([
			['men', 'abc'],
			['women', 'd'],
			[undefined, 'e'],
		])
	})
	test('each further transcript adds the themes that none of its kind had before', () => {
		const [men] = byKind(transcripts)
		const themes = ['law', 'help', 'trust', 'media']
		expect(newThemes(men?.transcripts ?? [], themes, 'p1')).toEqual([2, 0, 1])
		expect(newThemes(men?.transcripts ?? [], themes, 'field')).toEqual([1, 0, 0])
	})
	test('a theme is counted once for each transcript, by the selected coders', () => {
		expect(mentionedIn(transcripts, 'trust', '')).toEqual({ transcripts: 5, mentions: 2 })
		expect(mentionedIn(transcripts, 'trust', 'field')).toEqual({ transcripts: 5, mentions: 1 })
	})
})

describe('passages coded by several people', () => {
	const coded = (by: string, themes: string[], isQuote = false) => ({
		by,
		themes,
		isQuote,
		memo: '',
		at: '',
		isChanged: by === 'p2',
	})
	const transcript: CodedTranscript = {
		id: 't',
		form: 'f',
		formTitle: {},
		district: null,
		startedAt: '',
		mayBeNamed: true,
		group: { code: 'fia', label: {} },
		passages: [
			{
				record: 't',
				path: 'x',
				at: 1,
				speaker: '2',
				about: null,
				text: 'Said.',
				isSealed: false,
				textDigest: '',
				themes: ['law'],
				isQuote: false,
				by: 'amina',
				sex: null,
				identifying: null,
				codings: [coded('p1', ['law', 'help'], true), coded('p2', ['trust'], true)],
			},
		],
	}
	test('each theme is listed once, for one coder or all of them', () => {
		const [passage] = transcript.passages
		if (!passage) throw new Error('the passage is missing')
		expect(themesBy(passage, '')).toEqual(['law', 'help', 'trust'])
		expect(themesBy(passage, 'p2')).toEqual(['trust'])
		expect(toTranscriptListItem(transcript).coded.map(({ by }) => by)).toEqual(['field', 'p1', 'p2'])
	})
	test('a quote is marked as edited only by those who coded it', () => {
		expect(quotesOf(transcript, 'p1')).toMatchObject([{ isChanged: false, group: { code: 'fia' } }])
		expect(quotesOf(transcript, '')[0]?.isChanged).toBe(true)
		expect(quotesOf(transcript, 'field')).toEqual([])
		expect(quotesOf({ ...transcript, mayBeNamed: false }, 'p2')[0]?.group).toBeNull()
	})
})
