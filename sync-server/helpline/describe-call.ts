import type { StoredAnswers } from '#shared/export/table-plan'
import { choicesOf } from '#shared/forms/compile-form'
import type { FormDefinition, LocalizedText } from '#shared/forms/form-definition'
import { nodesOf } from '#shared/forms/form-nodes'
import { isSealed } from '#shared/forms/sealed-answer-text'

/** Questions whose answers prepare a call-back: the matter, the language, and the district. */
const wanted = ['category', 'lang', 'caller_district'] as const

/** Describes a call with the labels of its form. A code that the form lacks is shown as it is. */
export function describeCalls(
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
