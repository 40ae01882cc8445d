import { expect, test } from 'vitest'
import { loadLaterTexts, loadTranslations } from '../../ui/i18n.ts'
import { findHelp } from './find-help.ts'

/** Words that enumerators use for what the help explains, whether or not the help uses them. */
const everydayWords = {
	en: [
		...['sync', 'upload', 'submit', 'send', 'edit', 'password', 'GPS', 'location', 'appointment', 'refused'],
		...['refusal', 'supervisor', 'signal', 'stuck', 'wrong answer', 'practice', 'read aloud', 'revisit'],
		...['replacement', 'skip', 'delete', 'battery', 'update', 'stolen', 'memory', 'wifi', 'login', 'backup'],
		...['conflict', 'draft', 'consent', 'translation', 'not at home', 'mistake', 'emergency', 'quality'],
	],
	ur: [
		'سنک',
		'اپ لوڈ',
		'بھیجنا',
		'پاس ورڈ',
		'جی پی ایس',
		'انکار',
		'نگران',
		'سگنل',
		'غلط جواب',
		'بیٹری',
		'چوري',
		'ترمیم',
	],
	sd: ['سنڪ', 'اپلوڊ', 'پاسورڊ', 'انڪار', 'نگران', 'سگنل', 'غلط جواب', 'بيٽري', 'چوري', 'ترميم', 'sync'],
	ps: ['سنک', 'اپلوډ', 'پاسورډ', 'انکار', 'سیګنال', 'غلط ځواب', 'بیټرۍ', 'غلا', 'سمون', 'تمرین', 'GPS'],
} as const

test.each(['en', 'ur', 'sd', 'ps'] as const)(
	'everyday words find an entry of the help (%s)',
	async (language) => {
		await loadLaterTexts()
		const t = await loadTranslations(language)
		const foundNothing = everydayWords[language].filter((word) => {
			const { situations, statuses, terms } = findHelp(t, word, false)
			return situations.length + statuses.length + terms.length === 0
		})
		expect(foundNothing).toEqual([])
		expect(findHelp(t, 'zzzz', false)).toEqual({ situations: [], statuses: [], terms: [] })
	},
)
