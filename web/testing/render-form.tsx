import { act, render } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { allFunctions } from '#shared/expressions/functions'
import type { Answer } from '#shared/forms/answers'
import { compileForm } from '#shared/forms/compile-form'
import type { FormDefinition, Presets } from '#shared/forms/form-definition'
import { formOf } from '#shared/testing/scenario'
import type { FormFilling, TrialMode } from '../phone/fill/filling.ts'
import { FormView } from '../phone/fill/form-view.tsx'
import { createInMemoryFilling } from '../phone/fill/in-memory-filling.ts'
import type { FormPosition } from '../phone/fill/use-form-place.ts'
import { speak } from './text.ts'

const NoFile = () => <p>no file is taken here</p>

/** Texts of a preview inside another page. */
export const trialOf = (over: Partial<TrialMode> = {}): TrialMode => ({
	note: 'Trial',
	leave: 'Close',
	ending: 'Nothing is sent',
	isInside: true,
	Placeholder: NoFile,
	...over,
})

export interface FormOptions {
	readonly language?: 'en' | 'ur'
	readonly presets?: Presets
	readonly trial?: TrialMode
	readonly canStop?: boolean
	/** Resolves with false if finishing fails. */
	readonly onFinish?: () => Promise<boolean>
	/** Further props of the form, and the position where it was left. */
	readonly view?: Partial<Parameters<typeof FormView>[0]>
}

export interface RenderedForm {
	readonly user: ReturnType<typeof userEvent.setup>
	readonly filling: FormFilling
	/** Returns the answer of a question, by name or path. */
	answer(where: string): Answer | undefined
	/** Number of times that it was finished, and left. */
	readonly finished: () => number
	readonly left: () => number
	/** Positions in the form, in order. */
	readonly places: readonly FormPosition[]
	readonly container: HTMLElement
}

/** Renders a form for filling. `form`: a definition, or the scenario language. Answers are in memory only. */
export async function renderForm(
	form: string | FormDefinition,
	options: FormOptions = {},
): Promise<RenderedForm> {
	const { language = 'en', presets = {}, onFinish = async () => true } = options
	await speak(language)
	const definition = typeof form === 'string' ? formOf(form) : form
	const compiled = compileForm(definition, allFunctions)
	if ('faults' in compiled) throw new Error(JSON.stringify(compiled.faults))
	const filling = createInMemoryFilling({ form: compiled.form, presets, offsetMinutes: 300, language })
	let [finished, left] = [0, 0]
	const places: FormPosition[] = []
	const { container } = render(
		<FormView
			filling={filling}
			definition={definition}
			first={{ page: 0, language }}
			isFinishing={false}
			canStop={options.canStop ?? false}
			onPlace={(place) => places.push(place)}
			onLeave={() => left++}
			onFinish={() => {
				finished++
				return onFinish()
			}}
			{...(options.trial ? { trial: options.trial } : {})}
			{...options.view}
		/>,
	)
	// parts of the page load in later turns of the event loop
	await act(async () => {})
	const pathOf = (where: string) =>
		compiled.form.nodes.find(({ part, template }) => template === where || part.name === where)?.template ??
		where
	return {
		user: userEvent.setup(),
		filling,
		answer: (where) => filling.session.answerAt(pathOf(where)),
		finished: () => finished,
		left: () => left,
		places,
		container,
	}
}
