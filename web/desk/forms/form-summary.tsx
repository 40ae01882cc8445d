import type { FormDefinition } from '#shared/forms/form-definition'
import { nodesOf } from '#shared/forms/form-nodes'
import { questionTypes } from '#shared/forms/question-types'
import { useTranslations } from '../../ui/i18n.ts'

/** Size of a form, and its languages. */
export function FormSummary({ definition }: { definition: FormDefinition }) {
	const { t } = useTranslations()
	const questions = nodesOf(definition).filter(
		({ part }) => part.kind === 'question' && questionTypes[part.type].isInput,
	)
	return (
		<p>
			{t('forms.questionCount', { count: questions.length })}{' '}
			{t('forms.languages', { languages: definition.languages.map(({ name }) => name).join(', ') })}
		</p>
	)
}
