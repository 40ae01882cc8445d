import type { RelevanceCondition } from '#shared/forms/describe-relevance'
import { localize } from '#shared/forms/localized-text'
import type { PaperCondition, PaperForm } from '#shared/forms/paper-form'
import type { Translate } from '../../ui/i18n.ts'

/** A form on paper and its language: the form's texts and the app's words. */
export interface Printing {
	readonly paper: PaperForm
	readonly language: string
	readonly t: Translate
	/** Rows of each repeat's table. */
	readonly rows: number
}

/** `question 12 (Do you agree?) is “Yes”`; the form's expression if it cannot be put into words. */
export const formatRelevance = ({ sentence, expression }: PaperCondition, printing: Printing): string =>
	sentence ? formatCondition(sentence, printing) : expression

function formatCondition(condition: RelevanceCondition, printing: Printing): string {
	const { paper, language, t } = printing
	if ('parts' in condition)
		return condition.parts
			.map((part) =>
				'parts' in part ? `(${formatCondition(part, printing)})` : formatCondition(part, printing),
			)
			.join(` ${t(condition.kind === 'all' ? 'forms.paper.and' : 'forms.paper.or')} `)
	const { node } = condition
	const question = t('forms.paper.questionReference', {
		number: paper.numberOf(node) ?? '',
		label: shortened(paper.text(node, node.part.label, language) || node.part.name),
	})
	const answer =
		'choice' in condition
			? localize(condition.choice.label, language)
			: 'value' in condition
				? condition.value
				: ''
	return t(`forms.paper.condition.${condition.kind}`, { question, answer })
}

const longest = 50

/** Cut between words: the number identifies the question, the words only confirm it. */
const shortened = (text: string): string =>
	text.length <= longest ? text : `${text.slice(0, longest).replace(/\s+\S*$/, '')} …`
