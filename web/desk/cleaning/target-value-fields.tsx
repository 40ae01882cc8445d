import * as z from 'zod/mini'
import type { RuleWording } from '#shared/cleaning/rules'
import type { Choice, FormPart } from '#shared/forms/form-definition'
import { useTranslations } from '../../ui/i18n.ts'
import { readTyped, TypedValue, unreadable } from '../kit/typed-value.tsx'
import { ExpressionField } from './expression-field.tsx'

/** The new value of an edit, as it is being entered. */
export const intoDraftSchema = z.object({
	kind: z.enum(['none', 'answer', 'blank', 'expression']),
	typed: z.string(),
	expression: z.string(),
})
export type IntoDraft = z.infer<typeof intoDraftSchema>

type Into = NonNullable<RuleWording['into']>

/** Null while something is missing. */
export function intoOf({ kind, typed, expression }: IntoDraft, part: FormPart | undefined): Into | null {
	if (kind === 'none') return null
	if (kind === 'blank') return { kind: 'answer', value: null }
	if (kind === 'expression')
		return expression.trim() === '' ? null : { kind: 'expression', value: expression.trim() }
	const answer = readTyped(part, typed)
	return answer.kind === 'answer' ? { kind: 'answer', value: answer.value } : null
}

/** True if a value or an expression was chosen and is not entered yet. */
export const isBlankDraft = ({ kind, typed, expression }: IntoDraft): boolean =>
	(kind === 'answer' && typed.trim() === '') || (kind === 'expression' && expression.trim() === '')

/** Returns the draft of an existing value, for editing. */
export function draftOf(into: Into | null): IntoDraft {
	const empty = { typed: '', expression: '' }
	if (!into) return { ...empty, kind: 'none' }
	if (into.kind === 'expression') return { ...empty, kind: 'expression', expression: into.value }
	const { value } = into
	if (value === null) return { ...empty, kind: 'blank' }
	return { ...empty, kind: 'answer', typed: typeof value === 'object' ? value.join(' ') : String(value) }
}

interface TargetValueFieldsProps {
	readonly label: string
	/** Kinds of value that are offered, in this order. */
	readonly kinds: readonly IntoDraft['kind'][]
	/** Undefined while no question is chosen. */
	readonly part: FormPart | undefined
	readonly choices: readonly Choice[]
	readonly draft: IntoDraft
	readonly onChange: (draft: IntoDraft) => void
}

/** Fields for the new value: none, a fixed answer, blank, or an expression. */
export function TargetValueFields({ label, kinds, part, choices, draft, onChange }: TargetValueFieldsProps) {
	const { t } = useTranslations()
	const { kind, typed, expression } = draft
	const names = {
		none: 'cleaning.noSuggestion',
		answer: 'cleaning.fixedValue',
		blank: 'cleaning.blankValue',
		expression: 'cleaning.calculatedValue',
	} as const
	return (
		<>
			<label className="field">
				{label}
				<select
					value={kind}
					onChange={({ target }) => onChange({ ...draft, kind: target.value as IntoDraft['kind'] })}
				>
					{kinds.map((each) => (
						<option key={each} value={each}>
							{t(names[each])}
						</option>
					))}
				</select>
			</label>
			{kind === 'answer' && part && (
				<div className="field">
					<TypedValue
						label={t('cleaning.newAnswer')}
						part={part}
						choices={choices}
						value={typed}
						onChange={(text) => onChange({ ...draft, typed: text })}
					/>
					{readTyped(part, typed).kind === 'unreadable' && <p className="error">{unreadable(t, part)}</p>}
				</div>
			)}
			{kind === 'expression' && (
				<ExpressionField
					label={t('cleaning.expression')}
					example="${age} - 100"
					field={{
						value: expression,
						onChange: ({ target }) => onChange({ ...draft, expression: target.value }),
					}}
				/>
			)}
		</>
	)
}
