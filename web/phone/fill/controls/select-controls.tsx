import { type KeyboardEvent, Suspense, useRef } from 'react'
import { exclusiveChoices } from '#shared/forms/exclusive-choices'
import type { Choice } from '#shared/forms/form-definition'
import { isNoAnswer } from '#shared/forms/non-response-codes'
import { AppText } from '../../../ui/app-text.tsx'
import { useTranslations } from '../../../ui/i18n.ts'
import { useFilling } from '../filling.ts'
import { FormText } from '../form-text.tsx'
import { LabelMedia, LongChoices } from '../lazy-parts.ts'
import { usePageFields } from '../page-fields.ts'
import type { ControlProps, OfferedProps } from './control-props.ts'
import { SelectMenuControl } from './select-menu-control.tsx'
import { useCustomField, useNativeField } from './use-field.ts'

export function ChoiceText({ path, choice }: { path: string; choice: Choice }) {
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

/** From this number on a list of choices has a search field. */
const tooMany = 25
const isLong = ({ question: { appearance = '' } }: ControlProps, choices: readonly Choice[]): boolean =>
	choices.length > tooMany || (/autocomplete|search/.test(appearance) && choices.length > 1)

/** Returns the offered choices, and a selected one that is no longer offered: it stays visible. */
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
	if (choices.length === 0) return <NothingToChoose {...props} />
	if (isLong(props, choices))
		return (
			<Suspense>
				<LongChoices choices={choices} chosen={answer === undefined ? [] : [String(answer)]}>
					{(shown) => <Radios {...props} choices={shown} />}
				</LongChoices>
			</Suspense>
		)
	return (props.question.appearance ?? '').includes('minimal') ? (
		<Suspense>
			<SelectMenuControl {...props} choices={choices} />
		</Suspense>
	) : (
		<Radios {...props} choices={choices} />
	)
}

/** Read-only selection as text. It can still violate a rule, so it can be focused. */
function ChosenText(props: ControlProps) {
	const { t } = useTranslations()
	const { filling } = useFilling()
	const { ref } = useCustomField(props.path)
	const answer = filling.session.answerAt(props.path)
	const choice = useChoices(props).find(({ name }) => name === answer)
	return (
		<output className="read-only" id={props.id} ref={ref} tabIndex={-1}>
			{choice ? <ChoiceText path={props.path} choice={choice} /> : <AppText>{t('fill.noValue')}</AppText>}
		</output>
	)
}

/** Shown while the filter leaves no choices because another answer is missing. It can be focused. */
function NothingToChoose({ id, path }: ControlProps) {
	const { t } = useTranslations()
	const { ref } = useCustomField(path)
	return (
		<output className="read-only" id={id} ref={ref} tabIndex={-1}>
			<AppText>{t('fill.noChoices')}</AppText>
		</output>
	)
}

/** Returns the layout of the choices: vertical, horizontal, in columns, or as a scale. */
function useLayout({ path, question: { appearance = '' } }: ControlProps): string {
	const { parent } = useFilling().filling.session.nodeAt(path)
	if (appearance.includes('likert')) return 'choices likert'
	const columns = /columns-(\d+)/.exec(appearance)?.[1]
	if (columns !== undefined) return `choices columns-${Math.min(Number(columns), 4)}`
	const isTable = /table-list/.test(parent?.part.appearance ?? '') || /list-nolabel/.test(appearance)
	return isTable || appearance.includes('columns') ? 'choices side' : 'choices'
}

function Radios({ choices, ...props }: OfferedProps) {
	const { goToNextPage, audio } = useFilling()
	const field = useNativeField(props.path)
	const layout = useLayout(props)
	// a scale may scroll sideways: "don't know" and "refused" are not part of it and stay visible
	const isScale = layout.includes('likert') && !choices.every(isNoAnswer)
	const lines = isScale
		? [
				{ layout, choices: choices.filter((choice) => !isNoAnswer(choice)) },
				{ layout: 'choices side', choices: choices.filter(isNoAnswer) },
			].filter((line) => line.choices.length > 0)
		: [{ layout, choices }]
	const isQuick = /\bquick\b/.test(props.question.appearance ?? '')
	// arrow keys select each choice that they pass: `quick` then continues only at a key that confirms
	const isPassing = useRef(false)
	const quick = {
		onKeyDown({ key }: KeyboardEvent) {
			isPassing.current = key.startsWith('Arrow')
		},
		onKeyUp({ key, currentTarget }: KeyboardEvent<HTMLInputElement>) {
			if ((key === ' ' || key === 'Enter') && currentTarget.checked) goToNextPage(props.path)
		},
		onClick() {
			if (!isPassing.current) goToNextPage(props.path)
		},
	}
	return (
		<>
			{lines.map((line) => (
				<div key={line.layout} className={line.layout}>
					{line.choices.map((choice) => {
						const shown = (
							<label key={choice.name} className="choice">
								<input
									{...field}
									{...(isQuick ? quick : {})}
									type="radio"
									value={choice.name}
									aria-invalid={props.isInvalid}
								/>
								<ChoiceText path={props.path} choice={choice} />
							</label>
						)
						return audio ? audio.renderChoice(props.path, choice, shown) : shown
					})}
				</div>
			))}
			<ClearAnswer path={props.path} />
		</>
	)
}

/** Button that clears an optional answer; the focus goes to the question's control. */
export function ClearAnswer({ path }: { path: string }) {
	const { t } = useTranslations()
	const { filling } = useFilling()
	const { session } = filling
	const fields = usePageFields()
	if (session.isRequired(path) || session.isReadOnly(path) || session.answerAt(path) === undefined)
		return null
	return (
		<button
			type="button"
			className="plain quiet"
			onClick={() => {
				filling.answer(path, null)
				fields.write(path, '')
				fields.focus(path)
			}}
		>
			<AppText>{t('fill.clearAnswer')}</AppText>
		</button>
	)
}

export function SelectManyControl(props: ControlProps) {
	const choices = useChoices(props)
	const answer = useFilling().filling.session.answerAt(props.path)
	const ticked = typeof answer === 'object' ? answer : []
	if (choices.length === 0) return <NothingToChoose {...props} />
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
	/** All choices: those that are hidden by the search keep their selection. */
	readonly all: readonly Choice[]
	readonly ticked: readonly string[]
}

function Ticks({ choices, all, ticked, ...props }: TicksProps) {
	const { t } = useTranslations()
	const { filling, audio, showNotice } = useFilling()
	const exclusive = exclusiveChoices(props.question)
	const firstExclusive = choices.find(({ name }) => exclusive.has(name))?.name
	const field = useCustomField(props.path)
	const layout = useLayout(props)
	const isReadOnly = filling.session.isReadOnly(props.path)
	/** A choice that excludes the others clears them, and is cleared by them. */
	const tick = (name: string, isTicked: boolean) => {
		const fits = (other: string) => !isTicked || (!exclusive.has(name) && !exclusive.has(other))
		const next = all
			.map((choice) => choice.name)
			.filter((other) => (other === name ? isTicked : ticked.includes(other) && fits(other)))
		field.set(next)
		const cleared = ticked.filter((other) => other !== name && !next.includes(other)).length
		if (cleared > 0)
			showNotice({ text: t('fill.cleared', { count: cleared }), onUndo: () => field.set([...ticked]) })
	}
	return (
		<div className={layout}>
			{choices.map((choice, i) => {
				const hintId = choice.name === firstExclusive ? `${props.id}-exclusive` : undefined
				const shown = (
					<label key={choice.name} className={exclusive.has(choice.name) ? 'choice exclusive' : 'choice'}>
						<input
							ref={i === 0 ? field.ref : undefined}
							type="checkbox"
							aria-describedby={hintId}
							checked={ticked.includes(choice.name)}
							disabled={isReadOnly}
							aria-invalid={props.isInvalid}
							onBlur={field.onBlur}
							onChange={({ target }) => tick(choice.name, target.checked)}
						/>
						<span className="choice-text">
							<ChoiceText path={props.path} choice={choice} />
							{hintId !== undefined && (
								<small id={hintId} aria-hidden="true">
									<AppText>{t('fill.exclusiveHint')}</AppText>
								</small>
							)}
						</span>
					</label>
				)
				return audio ? audio.renderChoice(props.path, choice, shown) : shown
			})}
		</div>
	)
}

export function AcknowledgeControl({ path, isInvalid }: ControlProps) {
	const { t } = useTranslations()
	const { filling } = useFilling()
	const field = useCustomField(path)
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
