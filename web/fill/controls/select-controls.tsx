import { useFormContext } from 'react-hook-form'
import type { Choice } from '#shared/forms/form-definition'
import { languageShown, textIn } from '#shared/forms/texts'
import { AppText } from '../../ui/app-text.tsx'
import { directionOf, useTexts } from '../../ui/i18n.ts'
import { useFilling } from '../filling.ts'
import type { ControlProps } from './control-props.ts'
import { useField, useOwnField } from './use-field.ts'

function ChoiceText({ choice }: { choice: Choice }) {
	const { language } = useFilling()
	const shown = languageShown(choice.label, language)
	return (
		<span lang={shown} dir={directionOf(shown)} className="form-text">
			{textIn(choice.label, language)}
		</span>
	)
}

/** The choices offered now, and one that was chosen before and is not offered any more: it stays in sight. */
function useChoices({ path, question }: ControlProps): readonly Choice[] {
	const { filling } = useFilling()
	const offered = filling.session.choices(path)
	const answer = filling.session.answerAt(path)
	const chosen = answer === undefined ? [] : typeof answer === 'object' ? answer : [String(answer)]
	const gone = chosen.filter((code) => !offered.some(({ name }) => name === code))
	const list = filling.session.form.definition.choices[question.list ?? ''] ?? []
	return [
		...offered,
		...gone.map((code) => list.find(({ name }) => name === code) ?? { name: code, label: { en: code } }),
	]
}

export function SelectOneControl(props: ControlProps) {
	const { filling } = useFilling()
	if (filling.session.isReadOnly(props.path)) return <ChosenText {...props} />
	return (props.question.appearance ?? '').includes('minimal') ? <Menu {...props} /> : <Radios {...props} />
}

/** What cannot be changed is shown as text; it can still be wrong, and is then gone to. */
function ChosenText(props: ControlProps) {
	const { t } = useTexts()
	const { filling } = useFilling()
	const { ref } = useOwnField(props.path)
	const answer = filling.session.answerAt(props.path)
	const choice = useChoices(props).find(({ name }) => name === answer)
	return (
		<output className="read-only" id={props.id} ref={ref} tabIndex={-1}>
			{choice ? <ChoiceText choice={choice} /> : <AppText>{t('fill.notYet')}</AppText>}
		</output>
	)
}

const layoutOf = (appearance: string | undefined): string =>
	/columns|likert/.test(appearance ?? '') ? 'choices side' : 'choices'

function Radios(props: ControlProps) {
	const { t } = useTexts()
	const { filling } = useFilling()
	const { setValue } = useFormContext()
	const field = useField(props.path)
	const choices = useChoices(props)
	const { session } = filling
	const canTakeBack = !session.isRequired(props.path) && session.answerAt(props.path) !== undefined
	return (
		<>
			<div className={layoutOf(props.question.appearance)}>
				{choices.map((choice) => (
					<label key={choice.name} className="choice">
						<input {...field} type="radio" value={choice.name} aria-invalid={props.isInvalid} />
						<ChoiceText choice={choice} />
					</label>
				))}
			</div>
			{canTakeBack && (
				<button
					type="button"
					className="plain quiet"
					onClick={() => {
						filling.answer(props.path, null)
						setValue(field.name, '')
					}}
				>
					<AppText>{t('fill.takeBack')}</AppText>
				</button>
			)}
		</>
	)
}

/** `minimal`: a long list folded into the browser's own menu. */
function Menu(props: ControlProps) {
	const { t } = useTexts()
	const { filling, language } = useFilling()
	const field = useField(props.path)
	return (
		<select
			{...field}
			id={props.id}
			aria-describedby={props.describedBy || undefined}
			aria-invalid={props.isInvalid}
			aria-label={filling.session.text(props.path, props.question.label, language)}
			dir={directionOf(language)}
		>
			<option value="">{t('fill.choose')}</option>
			{useChoices(props).map((choice) => (
				<option key={choice.name} value={choice.name}>
					{textIn(choice.label, language)}
				</option>
			))}
		</select>
	)
}

export function SelectManyControl(props: ControlProps) {
	const { filling } = useFilling()
	const field = useOwnField(props.path)
	const choices = useChoices(props)
	const answer = filling.session.answerAt(props.path)
	const ticked = typeof answer === 'object' ? answer : []
	const isReadOnly = filling.session.isReadOnly(props.path)
	return (
		<div className={layoutOf(props.question.appearance)}>
			{choices.map((choice, i) => (
				<label key={choice.name} className="choice">
					<input
						ref={i === 0 ? field.ref : undefined}
						type="checkbox"
						checked={ticked.includes(choice.name)}
						disabled={isReadOnly}
						aria-invalid={props.isInvalid}
						onBlur={field.onBlur}
						onChange={({ target }) =>
							field.set(
								choices
									.map(({ name }) => name)
									.filter((name) => (name === choice.name ? target.checked : ticked.includes(name))),
							)
						}
					/>
					<ChoiceText choice={choice} />
				</label>
			))}
		</div>
	)
}

export function AcknowledgeControl({ path, isInvalid }: ControlProps) {
	const { t } = useTexts()
	const { filling } = useFilling()
	const field = useOwnField(path)
	return (
		<label className="choice">
			<input
				ref={field.ref}
				type="checkbox"
				checked={filling.session.answerAt(path) === 'OK'}
				disabled={filling.session.isReadOnly(path)}
				aria-invalid={isInvalid}
				onBlur={field.onBlur}
				onChange={({ target }) => field.set(target.checked ? 'OK' : null)}
			/>
			<AppText>{t('fill.done')}</AppText>
		</label>
	)
}
