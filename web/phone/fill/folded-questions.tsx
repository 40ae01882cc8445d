import { choicesOf } from '#shared/forms/compile-form'
import type { FormNode } from '#shared/forms/form-nodes'
import { unmarked } from '#shared/forms/label-markdown'
import { answerText } from '../../ui/format-answer.ts'
import { inDirection, useTranslations } from '../../ui/i18n.ts'
import { Icon } from '../../ui/icons.tsx'
import { useFilling, useFillingValue } from './filling.ts'
import { QuestionView } from './question-view.tsx'

interface FoldedQuestionsProps {
	/** Questions with a read-only answer, in the order of the page. */
	readonly nodes: readonly FormNode[]
	readonly isOpen: boolean
	readonly onToggle: () => void
}

/** One line with the answers that the sample or the phone has filled in. It opens to the questions. */
export function FoldedQuestions({ nodes, isOpen, onToggle }: FoldedQuestionsProps) {
	const { t } = useTranslations()
	const { language } = useFilling()
	const line = useFillingValue(({ session }) => {
		const answers = nodes.map(({ part, template }) => {
			const choices = part.kind === 'question' ? choicesOf(session.form.definition, part) : []
			return inDirection(answerText(part, choices, session.answerAt(template), { t, language }), language)
		})
		const [only] = nodes
		// a single number says nothing without its name
		return only && nodes.length === 1
			? `${unmarked(session.text(only.template, only.part.label, language))}: ${answers[0]}`
			: answers.join(' · ')
	})
	return (
		<>
			<button type="button" className="metadata" aria-expanded={isOpen} onClick={onToggle}>
				<span>{line}</span>
				<Icon name="down" />
			</button>
			{isOpen && nodes.map(({ template }) => <QuestionView key={template} path={template} />)}
		</>
	)
}
