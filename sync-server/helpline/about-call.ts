import type { StoredAnswers } from '#shared/export/table-plan'
import { choicesOf } from '#shared/forms/compile-form'
import type { FormDefinition, LocalizedText } from '#shared/forms/form-definition'
import { nodesOf } from '#shared/forms/form-nodes'
import { isSealed } from '#shared/forms/sealed-text'

/** What whoever calls back has to know first, by the names of the questions: with what, in which tongue, and to where. */
const wanted = ['category', 'lang', 'caller_district'] as const

/** Says of a call in the words of its form what it was about; a code that the form does not know stands as it is. */
export function aboutCalls(
	definition: FormDefinition,
): (answers: StoredAnswers['answers']) => LocalizedText[] {
	const parts = nodesOf(definition)
	const choices = wanted.map((name) => {
		const node = parts.find(({ part }) => part.kind === 'question' && part.name === name)
		return node ? choicesOf(definition, node.part) : []
	})
	return (answers) =>
		wanted.flatMap((name, i): LocalizedText[] => {
			const [, answer] = answers.find(([path]) => path.endsWith(`/${name}`)) ?? []
			if (answer === undefined || isSealed(answer)) return []
			const code = String(answer)
			return [choices[i]?.find((choice) => choice.name === code)?.label ?? { en: code }]
		})
}
