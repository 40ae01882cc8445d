import type { Answer } from '#shared/forms/answers'
import type { Choice, FormPart } from '#shared/forms/form-definition'
import { unmarked } from '#shared/forms/label-markdown'
import { localize, resolveLanguage } from '#shared/forms/localized-text'
import { splitLocations } from '#shared/forms/location-lines'
import type { QuestionType } from '#shared/forms/question-types'
import { isSealed } from '#shared/forms/sealed-answer-text'
import { readFindings } from '#shared/quality/explained-findings'
import { explainedText } from './format-finding.ts'
import { dateIn, dateTimeIn } from './formats.ts'
import type { Translate } from './i18n.ts'

const aDay = /^\d{4}-\d{2}-\d{2}$/
const aMoment = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}(:?\d{2})?)?$/

/** True if the text begins with a day of the calendar. */
function beginsWithDay(text: string): boolean {
	const [day = ''] = text.split('T')
	const time = Date.parse(`${day}T00:00:00Z`)
	return !Number.isNaN(time) && new Date(time).toISOString().startsWith(day)
}

/** Returns an answer as readable text: labels instead of codes, dates in the language. */
export function answerText(
	part: FormPart | undefined,
	choices: readonly Choice[],
	answer: Answer | undefined,
	{ t, language }: { readonly t: Translate; readonly language: string },
): string {
	if (answer === undefined) return ''
	if (isSealed(answer)) return t('record.encryptedAnswer')
	const label = (code: string) => {
		const choice = choices.find(({ name }) => name === code)
		return choice ? unmarked(localize(choice.label, language)) : code
	}
	if (typeof answer === 'object') return answer.map(label).join(' · ')
	const text = String(answer)
	const question = part?.kind === 'question' ? part : null
	const findings = question?.checks ? readFindings(text) : null
	if (findings) return findings.map((each) => explainedText(t, language, each)).join(' · ')
	return singleAnswerText(question?.type ?? 'text', text, { t, language, label })
}

interface AnswerTexts {
	readonly t: Translate
	readonly language: string
	/** Returns the label of a choice. */
	readonly label: (code: string) => string
}

function singleAnswerText(type: QuestionType, text: string, { t, language, label }: AnswerTexts): string {
	switch (type) {
		case 'acknowledge':
			return t('fill.done')
		case 'audio':
			return t('controls.recording.count', { count: text.split(' ').length })
		case 'image':
			return t('controls.photo.label')
		case 'video':
			return t('controls.video.label')
		case 'file':
			return t('controls.file.label')
		case 'geotrace':
			return t('controls.shape.pointCount', { count: splitLocations(text).length })
		case 'geoshape':
			// the first corner is repeated at the end
			return t('controls.shape.pointCount', { count: splitLocations(text).length - 1 })
		case 'rank':
			return text.split(' ').map(label).join(' › ')
		case 'geopoint':
			return text.split(' ').slice(0, 2).join(', ')
		case 'date':
		case 'datetime':
		case 'calculate':
			return timeText(text, language)
		default:
			return label(text)
	}
}

/** Returns a date or time in the language; other texts are returned unchanged. */
export function timeText(text: string, language: string): string {
	if (!beginsWithDay(text)) return text
	if (aMoment.test(text) && !Number.isNaN(Date.parse(text))) return dateTimeIn(language, text)
	return aDay.test(text) ? dateIn(language, `${text}T12:00:00+05:00`) : text
}

/** Returns the language of `answerText`, for `lang` (rule L1); empty for typed text, which may be in any. */
export function answerLanguage(
	part: FormPart | undefined,
	choices: readonly Choice[],
	answer: Answer | undefined,
	language: string,
): string {
	if (answer === undefined || isSealed(answer)) return language
	const codes = typeof answer === 'object' ? answer : String(answer).split(' ')
	const choice = choices.find(({ name }) => name === codes[0])
	if (choice) return resolveLanguage(choice.label, language)
	return part?.kind === 'question' && /^(text|barcode|calculate)$/.test(part.type) ? '' : language
}
