import { lazy, Suspense } from 'react'
import { useFormContext } from 'react-hook-form'
import type { Choice } from '#shared/forms/form-definition'
import { textIn } from '#shared/forms/texts'
import { AppText } from '../../ui/app-text.tsx'
import { directionOf, useTexts } from '../../ui/i18n.ts'
import { useFilling } from '../filling.ts'
import { FormText } from '../form-text.tsx'
import type { ControlProps } from './control-props.ts'
import { useField, useOwnField } from './use-field.ts'

const LabelMedia = lazy(() => import('../label-media.tsx'))
const LongChoices = lazy(() => import('./long-choices.tsx'))

function ChoiceText({ path, choice }: { path: string; choice: Choice }) {
	return (
		<span className="choice-text">
			{choice.media && (
				<Suspense>
					<LabelMedia path={path} media={choice.media} />
				</Suspense>
			)}
			<FormText path={path} texts={choice.label} />
		</span>
	)
}

/** So many that nobody scrolls through them. */
const tooMany = 25
const isLong = ({ question: { appearance = '' } }: ControlProps, choices: readonly Choice[]): boolean =>
	choices.length > tooMany || (/autocomplete|search/.test(appearance) && choices.length > 1)

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
	return <OneOf {...props} />
}

function OneOf(props: ControlProps) {
	const choices = useChoices(props)
	const answer = useFilling().filling.session.answerAt(props.path)
	if (isLong(props, choices))
		return (
			<Suspense>
				<LongChoices choices={choices} chosen={answer === undefined ? [] : [String(answer)]}>
					{(shown) => <Radios {...props} choices={shown} />}
				</LongChoices>
			</Suspense>
		)
	return (props.question.appearance ?? '').includes('minimal') ? (
		<Menu {...props} choices={choices} />
	) : (
		<Radios {...props} choices={choices} />
	)
}

interface OfferedProps extends ControlProps {
	readonly choices: readonly Choice[]
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
			{choice ? <ChoiceText path={props.path} choice={choice} /> : <AppText>{t('fill.notYet')}</AppText>}
		</output>
	)
}

/** How the choices lie: below each other, beside each other, in so many columns, or on a scale. */
function useLayout({ path, question: { appearance = '' } }: ControlProps): string {
	const { parent } = useFilling().filling.session.nodeAt(path)
	if (appearance.includes('likert')) return 'choices likert'
	const columns = /columns-(\d+)/.exec(appearance)?.[1]
	if (columns !== undefined) return `choices columns-${Math.min(Number(columns), 4)}`
	const isTable = /table-list/.test(parent?.part.appearance ?? '') || /list-nolabel/.test(appearance)
	return isTable || appearance.includes('columns') ? 'choices side' : 'choices'
}

function Radios({ choices, ...props }: OfferedProps) {
	const { t } = useTexts()
	const { filling } = useFilling()
	const { setValue } = useFormContext()
	const { goOn } = useFilling()
	const field = useField(props.path)
	const layout = useLayout(props)
	const { session } = filling
	const isQuick = /\bquick\b/.test(props.question.appearance ?? '')
	const canTakeBack = !session.isRequired(props.path) && session.answerAt(props.path) !== undefined
	return (
		<>
			<div className={layout}>
				{choices.map((choice) => (
					<label key={choice.name} className="choice">
						<input
							{...field}
							type="radio"
							value={choice.name}
							aria-invalid={props.isInvalid}
							onClick={isQuick ? () => goOn(props.path) : undefined}
						/>
						<ChoiceText path={props.path} choice={choice} />
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
function Menu({ choices, ...props }: OfferedProps) {
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
			{choices.map((choice) => (
				<option key={choice.name} value={choice.name}>
					{textIn(choice.label, language)}
				</option>
			))}
		</select>
	)
}

export function SelectManyControl(props: ControlProps) {
	const choices = useChoices(props)
	const answer = useFilling().filling.session.answerAt(props.path)
	const ticked = typeof answer === 'object' ? answer : []
	if (!isLong(props, choices)) return <Ticks {...props} choices={choices} all={choices} ticked={ticked} />
	return (
		<Suspense>
			<LongChoices choices={choices} chosen={ticked}>
				{(shown) => <Ticks {...props} choices={shown} all={choices} ticked={ticked} />}
			</LongChoices>
		</Suspense>
	)
}

interface TicksProps extends OfferedProps {
	/** Those that are not shown at the moment keep their tick. */
	readonly all: readonly Choice[]
	readonly ticked: readonly string[]
}

function Ticks({ choices, all, ticked, ...props }: TicksProps) {
	const { filling } = useFilling()
	const field = useOwnField(props.path)
	const layout = useLayout(props)
	const isReadOnly = filling.session.isReadOnly(props.path)
	return (
		<div className={layout}>
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
								all
									.map(({ name }) => name)
									.filter((name) => (name === choice.name ? target.checked : ticked.includes(name))),
							)
						}
					/>
					<ChoiceText path={props.path} choice={choice} />
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
