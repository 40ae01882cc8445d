import type { FormDefinition } from '#shared/forms/form-definition'
import { nodesOf } from '#shared/forms/form-nodes'
import { localize } from '#shared/forms/localized-text'
import { numberIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'

interface Question {
	readonly template: string
	readonly name: string
	readonly label: string
}

interface Section {
	/** Name of the top-level group; '' for questions outside of groups. */
	readonly name: string
	readonly label: string
	readonly questions: readonly Question[]
}

/** Returns the questions of a form by its top-level groups, in its order. */
export function sectionsOf(definition: FormDefinition, language: string): Section[] {
	const sections = new Map<string, { label: string; questions: Question[] }>()
	for (const { template, part } of nodesOf(definition)) {
		const [first = '', ...rest] = template.split('/')
		const isNested = rest.length > 0
		const name = part.kind === 'question' && !isNested ? '' : first
		const known = sections.get(name) ?? { label: '', questions: [] }
		if (part.kind !== 'question' && !isNested) known.label = localize(part.label ?? {}, language)
		if (part.kind === 'question' && part.type !== 'note')
			known.questions.push({ template, name: part.name, label: localize(part.label ?? {}, language) })
		sections.set(name, known)
	}
	return [...sections]
		.map(([name, { label, questions }]) => ({ name, label, questions }))
		.filter(({ questions }) => questions.length > 0)
}

interface QuestionChoiceProps {
	readonly definition: FormDefinition
	/** Paths of the chosen questions; null: all, also those of later versions of the form. */
	readonly chosen: readonly string[] | null
	readonly onChoose: (chosen: readonly string[] | null) => void
}

/** Chooses the questions of an export, by section or one by one. */
export function QuestionChoice({ definition, chosen, onChoose }: QuestionChoiceProps) {
	const { t, language } = useTranslations()
	const sections = sectionsOf(definition, language)
	const all = sections.flatMap(({ questions }) => questions.map(({ template }) => template))
	const selected = new Set(chosen ?? all)
	const set = (templates: readonly string[], isChosen: boolean) => {
		const next = all.filter((each) => (templates.includes(each) ? isChosen : selected.has(each)))
		onChoose(next.length === all.length ? null : next)
	}
	return (
		<details className="question-choice">
			<summary>
				{chosen === null
					? t('export.allQuestions')
					: t('export.someQuestions', {
							count: chosen.length,
							chosen: numberIn(language, chosen.length),
							of: numberIn(language, all.length),
						})}
			</summary>
			{sections.map(({ name, label, questions }) => {
				const templates = questions.map(({ template }) => template)
				const many = templates.filter((each) => selected.has(each)).length
				return (
					<details key={name}>
						<summary>
							<label>
								<input
									type="checkbox"
									ref={(box) => {
										if (box) box.indeterminate = many > 0 && many < templates.length
									}}
									checked={many === templates.length}
									onChange={() => set(templates, many < templates.length)}
								/>{' '}
								{label || name || t('export.withoutSection')}{' '}
								<span className="hint">{`${numberIn(language, many)} / ${numberIn(language, templates.length)}`}</span>
							</label>
						</summary>
						<ul>
							{questions.map(({ template, name: question, label: text }) => (
								<li key={template}>
									<label>
										<input
											type="checkbox"
											checked={selected.has(template)}
											onChange={() => set([template], !selected.has(template))}
										/>{' '}
										<bdi>{question}</bdi> <bdi className="hint">{text}</bdi>
									</label>
								</li>
							))}
						</ul>
					</details>
				)
			})}
		</details>
	)
}
